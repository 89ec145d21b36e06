import { csrfSync } from 'csrf-sync'
import { type RequestHandler, urlencoded } from 'express'
import type { Browsers } from './browsers.js'
import type { PageDependencies } from './dependencies.js'
import { HttpProblem } from './http-problem.js'
import { formField } from './request-fields.js'

const largestForm = '64kb'

/**
 * What a POST passes before its page sees it: it must not come from another site, and must carry the synchroniser
 * token of its session. Scripted browsers that send neither Origin nor Sec-Fetch-Site pass the first.
 */
export function ownFormsOnly(
  publicUrl: URL | undefined,
  { tokenOf }: Pick<Browsers, 'tokenOf'>,
  clientOf: PageDependencies['clientOf'],
): RequestHandler[] {
  const { csrfSynchronisedProtection } = csrfSync({
    getTokenFromRequest: (req) => formField(req, 'csrf'),
    getTokenFromState: tokenOf,
  })
  return [
    refuseForeign(publicUrl, clientOf),
    urlencoded({ extended: false, limit: largestForm, inflate: false }),
    csrfSynchronisedProtection,
  ]
}

function refuseForeign(publicUrl: URL | undefined, clientOf: PageDependencies['clientOf']): RequestHandler {
  return (req, _res, next) => {
    const site = req.headers['sec-fetch-site']
    const { origin, host } = req.headers
    const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none'
    // Under `Referrer-Policy: no-referrer` browsers send the Origin `null` with our own forms, too.
    const foreignOrigin =
      origin !== undefined && origin !== 'null' && !isHost(origin, [host, clientOf(req).host, publicUrl?.host])
    if (foreignSite || foreignOrigin) throw new HttpProblem(403, 'This form was sent from another site')
    next()
  }
}

function isHost(origin: string, hosts: readonly (string | undefined)[]): boolean {
  return URL.canParse(origin) && hosts.includes(new URL(origin).host)
}
