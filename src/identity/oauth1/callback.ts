import { OAuthProblem } from '../../core/auth/oauth1/problem.js'
import type { Application } from '../../core/ports/app-store.js'
import { isWeb, parseCallback } from '../grants/callback.js'

/** The word for a program that no browser can go back to (RFC 5849 section 2.1). */
const outOfBand = 'oob'

/**
 * Reads a callback that an application names.
 *
 * @returns undefined for `oob`
 * @throws OAuthProblem 123 where it is not the registered one, or none that the application may use
 */
export function namedCallback(app: Application, text: string): URL | undefined {
  if (text === outOfBand) return undefined
  const callback = parseCallback(text)
  if (callback === undefined || !mayUse(app, callback)) throw rejected(wish(app))
  return callback
}

/**
 * Where a user goes who has answered.
 *
 * An address in the link that sent the user is nothing that the application has signed, so whoever made the link
 * could lead the answer elsewhere. It counts only for consumers of OAuth 1.0, which know no other way.
 *
 * @param named what the application named when it got the request token; empty where it named nothing
 * @param linked what the link names
 * @returns undefined for a program that no browser can go back to
 * @throws OAuthProblem 123 where the link moves the callback
 */
export function destination(app: Application, named: string, linked: string): URL | undefined {
  const fixed = named === '' ? parseCallback(app.callback ?? '') : namedCallback(app, named)
  if (linked === '' || isSame(fixed, linked)) return fixed
  if (named === '' && app.verifier === 'optional') return namedCallback(app, linked)
  throw rejected('This link leads elsewhere than the application said when it began, so somebody may have changed it')
}

/** Whether the callback is the registered one; its query is free, and on the user's own machine a program's port. */
function mayUse(app: Application, callback: URL): boolean {
  const registered = parseCallback(app.callback ?? '')
  const anyPort = app.type === 'desktop' && isLoopback(callback)
  if (registered === undefined) return anyPort && callback.hash === ''
  return (
    callback.protocol === registered.protocol &&
    callback.hostname === registered.hostname &&
    (callback.port === registered.port || anyPort) &&
    callback.pathname === registered.pathname &&
    callback.hash === registered.hash
  )
}

function isSame(fixed: URL | undefined, text: string): boolean {
  return text === outOfBand ? fixed === undefined : fixed !== undefined && parseCallback(text)?.href === fixed.href
}

function isLoopback(url: URL): boolean {
  return isWeb(url) && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}

function wish({ type, callback }: Application): string {
  const choices = [
    ...(callback === undefined ? [] : ['the registered callback, with any query']),
    ...(callback === undefined && type === 'desktop' ? ['an address on 127.0.0.1'] : []),
    'oob',
  ]
  return `oauth_callback takes ${choices.join(' or ')}`
}

function rejected(detail: string): OAuthProblem {
  return new OAuthProblem('parameter_rejected', 'request-malformed', { detail })
}
