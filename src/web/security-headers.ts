import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'
import { isWeb } from '../identity/grants/callback.js'

/** Headers that every page carries. */
export function securityHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: false,
      frameguard: { action: 'deny' },
      // Frobs stand in addresses.
      referrerPolicy: { policy: 'no-referrer' },
      // A web application may ask in a window of its own and wait for its callback page to report to the opener.
      crossOriginOpenerPolicy: false,
      // Whether a host is reached by TLS alone is for whoever runs the host to say.
      strictTransportSecurity: false,
    }),
    (_req, res, next) => {
      limitForms(res, [])
      res.setHeader('Cache-Control', 'no-store')
      next()
    },
  ]
}

/**
 * Lets the forms of a page end at these callbacks as well: browsers apply `form-action` also to the redirects that
 * follow a form (CSP level 3 section 6.4.1 leaves it to them, Chromium does).
 */
export function limitForms(res: Response, callbacks: readonly URL[]): void {
  const targets = ["'self'", ...callbacks.map(sourceOf)].join(' ')
  const policy = `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${targets}; frame-ancestors 'none'; base-uri 'none'`
  res.setHeader('Content-Security-Policy', policy)
}

/** The source expression of an address; those have no spelling for IPv6 hosts. */
function sourceOf(url: URL): string {
  return isWeb(url) && !url.hostname.startsWith('[') ? url.origin : url.protocol
}
