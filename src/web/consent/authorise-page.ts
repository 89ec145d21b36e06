import type { Page, PageContext } from '../page-context.js'
import { authorisePath } from './authorise-link.js'
import { consentPage, redirectTo } from './consent-page.js'

/** The consent page of login links, which may hold a frob. */
export function authorisePage(context: PageContext): Page {
  const { logins } = context
  return consentPage(context, {
    path: authorisePath,
    open: (pairs) => logins.open(pairs),
    languageOf: ({ lg }) => lg,
    unasked: (request, userId) => logins.skipPrompt(request, userId),
    allow: async (request, userId) => redirectTo(await logins.allow(request, userId)),
    deny: async (request) => redirectTo(logins.deny(request)),
  })
}
