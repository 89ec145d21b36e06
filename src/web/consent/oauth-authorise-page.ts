import type { Page, PageContext } from '../page-context.js'
import { consentPage, goingTo } from './consent-page.js'

/** Asks users who come with a request token of OAuth (RFC 5849 section 2.2); it asks every time. */
export function oauthAuthorisePage(tools: PageContext): Page {
  const { oauthFlow } = tools
  return consentPage(tools, {
    path: '/apps/oauth/authorize',
    open: (pairs) => oauthFlow.open(pairs),
    allow: (request, userId) => oauthFlow.allow(request, userId),
    deny: async (request) => goingTo(await oauthFlow.deny(request)),
  })
}
