import { csrfSync } from 'csrf-sync'
import { type RequestHandler, urlencoded } from 'express'
import type { Browsers } from './browsers.js'
import type { PageDependencies } from './dependencies.js'
import { HttpProblem } from './failures.js'
import { formField } from './request-fields.js'

const formSizeLimit = '64kb'

/**
 * Middleware that protects forms against CSRF: a POST must not come from another site (Sec-Fetch-Site and Origin), and must
 * carry the synchroniser token of its session. A client that sends neither header passes the first check.
 */
export function csrfProtection(
  publicUrl: URL | undefined,
  { tokenOf }: Pick<Browsers, 'tokenOf'>,
  clientOf: PageDependencies['clientOf'],
): RequestHandler[] {
  const { csrfSynchronisedProtection } = csrfSync({
    getTokenFromRequest: (req) => formField(req, 'csrf'),
    getTokenFromState: tokenOf,
  })
  return [
    refuseCrossSite(publicUrl, clientOf),
    urlencoded({ extended: false, limit: formSizeLimit, inflate: false }),
    csrfSynchronisedProtection,
  ]
}

function refuseCrossSite(publicUrl: URL | undefined, clientOf: PageDependencies['clientOf']): RequestHandler {
  return (req, _res, next) => {
    const site = req.headers['sec-fetch-site']
    const { origin, host } = req.headers
    const isCrossSite = site !== undefined && site !== 'same-origin' && site !== 'none'
    // Under `Referrer-Policy: no-referrer` browsers send the Origin `null` with same-origin forms, too.
    const isCrossOrigin =
      origin !== undefined && origin !== 'null' && !isHost(origin, [host, clientOf(req).host, publicUrl?.host])
    if (isCrossSite || isCrossOrigin) throw new HttpProblem(403, 'This form was sent from another site')
    next()
  }
}

function isHost(origin: string, hosts: readonly (string | undefined)[]): boolean {
  return URL.canParse(origin) && hosts.includes(new URL(origin).host)
}
