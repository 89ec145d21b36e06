import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'
import { isWeb } from '../identity/grants/callback.js'

/** Middleware that sets the security headers of every page. */
export function securityHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: false,
      frameguard: { action: 'deny' },
      // Addresses hold frobs.
      referrerPolicy: { policy: 'no-referrer' },
      // A web application may open the consent page in a popup, whose callback page reports to the opener.
      crossOriginOpenerPolicy: false,
      // HSTS applies to the whole host, so its operator decides on it.
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
 * Sets the Content-Security-Policy with a `form-action` of this site and these callbacks. Browsers may apply `form-action`
 * to the redirects that follow a form, too (CSP level 3 section 6.4.1 leaves it open, Chromium does).
 */
export function limitForms(res: Response, callbacks: readonly URL[]): void {
  const targets = ["'self'", ...callbacks.map(sourceOf)].join(' ')
  const policy = `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${targets}; frame-ancestors 'none'; base-uri 'none'`
  res.setHeader('Content-Security-Policy', policy)
}

/** The CSP source expression of an address: its origin; its scheme for an IPv6 host, which CSP cannot express. */
function sourceOf(url: URL): string {
  return isWeb(url) && !url.hostname.startsWith('[') ? url.origin : url.protocol
}
