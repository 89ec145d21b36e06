import { apiError, malformed } from '../../core/api-error.js'
import type { Pair } from '../../core/call.js'
import { signingOf } from '../../core/dialect/signing.js'
import type { Dialect } from '../../core/dialect.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import { covers } from '../../core/permissions.js'
import type { Application, AppStore } from '../../core/ports/app-store.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { Grant, TokenStore } from '../../core/ports/token-store.js'
import { parseCallback, withParameter } from './callback.js'
import { type LoginLink, readLoginLink, verifyLoginLink } from './login-link.js'
import { frobLifetime, newTicket } from './secrets.js'

/** The dependencies of the login flows. */
export interface LoginDependencies {
  readonly apps: Pick<AppStore, 'find'>
  readonly tokens: Pick<TokenStore, 'consent' | 'createGrantedFrob' | 'findFrob' | 'grantFrob'>
  readonly clock: Clock
  readonly dialect: Dialect
  readonly kinds: PermissionKinds
}

/** A verified request of an application for a user's consent. */
export interface LoginRequest extends Pick<LoginLink, 'frob' | 'lg' | 'permissions'> {
  readonly app: Application
  /** Where the browser is redirected afterwards; undefined for desktop applications, which poll. */
  readonly callback: URL | undefined
}

/**
 * The login flows of web and desktop applications by signed links. Results are addresses to redirect the browser to;
 * undefined where the user stays on the page.
 */
export interface Logins {
  /**
   * Parses and verifies a login link.
   *
   * @throws ApiError 123 where it is malformed, or its frob is unknown or used; 100, 101, 104, 105 as for calls
   */
  open(pairs: readonly Pair[]): Promise<LoginRequest>
  /**
   * Grants without the consent page where the user has allowed as much before and the link is a web application's without
   * a frob; otherwise undefined.
   */
  skipPrompt(request: LoginRequest, userId: string): Promise<string | undefined>
  /**
   * Grants exactly the permissions of the link.
   *
   * @throws ApiError 123 where the frob was used or has expired since the link was opened
   */
  allow(request: LoginRequest, userId: string): Promise<string | undefined>
  /** Stores nothing; a web application is notified by the redirect. */
  deny(request: LoginRequest): string | undefined
}

/** Creates the login flows. @throws TypeError where the dialect has no login links */
export function createLogins({ apps, tokens, clock, dialect, kinds }: LoginDependencies): Logins {
  const fields = signingOf(dialect).link
  const redirectWithFrob = async ({ app, callback }: LoginRequest, grant: Grant): Promise<string | undefined> => {
    if (callback === undefined) return undefined
    const frob = newTicket(app.id)
    const now = seconds(clock)
    await tokens.createGrantedFrob(frob, grant, now, now + frobLifetime)
    return withParameter(callback, fields.frob, frob)
  }

  const checkFrob = async (frob: string, app: Application): Promise<void> => {
    const found = await tokens.findFrob(frob, seconds(clock))
    if (found === undefined || found.appId !== app.id) throw staleFrob()
    if (found.authorised) throw malformed('This log-in was allowed already; go back to the application')
  }

  return {
    async open(pairs) {
      const link = readLoginLink(dialect, kinds, pairs)
      const app = await apps.find(link.key)
      if (app === undefined || app.disabled) throw apiError('key-invalid')
      verifyLoginLink(dialect, pairs, link, app)
      const callback = callbackOf(app)
      if (link.frob !== undefined) await checkFrob(link.frob, app)
      else if (app.type === 'desktop') throw malformed('A desktop application must put its frob into the link')
      return { app, frob: link.frob, lg: link.lg, permissions: link.permissions, callback }
    },
    async skipPrompt(request, userId) {
      const { app, frob, permissions, callback } = request
      if (callback === undefined || frob !== undefined) return undefined
      const consent = await tokens.consent(app.id, userId)
      if (consent === undefined || !covers(kinds.held(consent.permissions), permissions)) return undefined
      return redirectWithFrob(request, grantOf(request, userId))
    },
    async allow(request, userId) {
      const { frob } = request
      const grant = grantOf(request, userId)
      if (frob === undefined) return redirectWithFrob(request, grant)
      if (!(await tokens.grantFrob(frob, grant, seconds(clock)))) throw staleFrob()
      return request.callback === undefined ? undefined : withParameter(request.callback, fields.frob, frob)
    },
    deny: ({ callback }) => (callback === undefined ? undefined : withParameter(callback, 'error', 'denied')),
  }
}

/** @throws ApiError 123 where a web application has registered no safe callback */
function callbackOf(app: Application): URL | undefined {
  if (app.type === 'desktop') return undefined
  const callback = parseCallback(app.callback ?? '')
  if (callback === undefined) throw malformed('The application must register a callback address that is safe to visit')
  return callback
}

function grantOf({ app, permissions }: LoginRequest, userId: string): Grant {
  return { appId: app.id, userId, permissions }
}

function staleFrob() {
  return malformed('The frob is unknown, used or too old; start the log-in again from the application')
}
