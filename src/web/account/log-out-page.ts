import type { Page, PageContext } from '../page-context.js'

/** Ends a session, by POST only, so that a link on another site cannot do it. */
export function logOutPage({ browsers, show, goTo }: PageContext): Page {
  return {
    path: '/logout',
    async get(req, res) {
      if (browsers.userOf(req) === undefined) return goTo(res, '/')
      show(req, res, 'log-out', { csrf: await browsers.formToken(req, res) })
    },
    async post(req, res) {
      await browsers.logOut(req, res)
      goTo(res, '/')
    },
  }
}
