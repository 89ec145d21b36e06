import type { Page, PageContext } from './page-context.js'

/** The start page: what the site is, with links to the others. */
export function startPage({ show, settings }: PageContext): Page {
  return {
    path: '/',
    get: (req, res) => show(req, res, 'start', { signUpOpen: settings.signUpOpen }),
  }
}
