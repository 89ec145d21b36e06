import type { Page, Tools } from './page-context.js'

/** What this is, and where to go from here. */
export function startPage({ show, settings }: Tools): Page {
  return {
    path: '/',
    get: (req, res) => show(req, res, 'start', { signUpOpen: settings.signUpOpen }),
  }
}
