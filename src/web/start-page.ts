import type { Page, PageContext } from './page-context.js'

/** What this is, and where to go from here. */
export function startPage({ show, settings }: PageContext): Page {
  return {
    path: '/',
    get: (req, res) => show(req, res, 'start', { signUpOpen: settings.signUpOpen }),
  }
}
