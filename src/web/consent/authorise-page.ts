import type { Page, PageContext } from '../page-context.js'
import { authorisePath } from './authorise-link.js'
import { consentPage, goingTo } from './consent-page.js'

/** Asks users who come with a login link, which may hold a frob. */
export function authorisePage(tools: PageContext): Page {
  const { logins } = tools
  return consentPage(tools, {
    path: authorisePath,
    open: (pairs) => logins.open(pairs),
    languageOf: ({ lg }) => lg,
    unasked: (request, userId) => logins.unasked(request, userId),
    allow: async (request, userId) => goingTo(await logins.allow(request, userId)),
    deny: async (request) => goingTo(logins.deny(request)),
  })
}
