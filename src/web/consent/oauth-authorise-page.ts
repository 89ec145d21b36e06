import type { Page, PageContext } from '../page-context.js'
import { consentPage, redirectTo } from './consent-page.js'

/** The consent page of OAuth request tokens (RFC 5849 section 2.2). It asks every time, also after an earlier consent. */
export function oauthAuthorisePage(context: PageContext): Page {
  const { oauthFlow } = context
  return consentPage(context, {
    path: '/apps/oauth/authorize',
    open: (pairs) => oauthFlow.open(pairs),
    allow: (request, userId) => oauthFlow.allow(request, userId),
    deny: async (request) => redirectTo(await oauthFlow.deny(request)),
  })
}
