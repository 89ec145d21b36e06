import { OAuthProblem } from '../../core/auth/oauth1/problem.js'
import type { Application } from '../../core/ports/app-store.js'
import { isWeb, parseCallback } from '../grants/callback.js'

/** The callback of a program that has no address to redirect to (RFC 5849 section 2.1). */
const outOfBand = 'oob'

/**
 * Parses the `oauth_callback` of an application.
 *
 * @returns undefined for `oob`
 * @throws OAuthProblem 123 where the application may not use it
 */
export function namedCallback(app: Application, text: string): URL | undefined {
  if (text === outOfBand) return undefined
  const callback = parseCallback(text)
  if (callback === undefined || !mayUse(app, callback)) throw rejected(acceptedCallbacks(app))
  return callback
}

/**
 * The address to redirect the browser to after the user's decision.
 *
 * The application has not signed the callback in the link, so an attacker who made the link could redirect the verifier
 * elsewhere. It is used only for consumers of OAuth 1.0, which have no other way to name one.
 *
 * @param named the signed `oauth_callback` of the token request; empty where there was none
 * @param linked the `oauth_callback` of the link
 * @returns undefined for a program that has no address to redirect to
 * @throws OAuthProblem 123 where the link changes the callback
 */
export function destination(app: Application, named: string, linked: string): URL | undefined {
  const fixed = named === '' ? parseCallback(app.callback ?? '') : namedCallback(app, named)
  if (linked === '' || isSame(fixed, linked)) return fixed
  if (named === '' && app.verifier === 'optional') return namedCallback(app, linked)
  throw rejected('This link leads elsewhere than the application said when it began, so somebody may have changed it')
}

/** Whether the callback matches the registered one; any query is allowed, and any port for a desktop application on loopback. */
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

function acceptedCallbacks({ type, callback }: Application): string {
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
