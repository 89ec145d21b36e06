import { apiError, malformed } from '../../core/api-error.js'
import { OAuthProblem, parametersAbsent } from '../../core/auth/oauth1/problem.js'
import type { CallingApplication } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { Pair } from '../../core/pair.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import type { Permissions } from '../../core/permissions.js'
import type { Application, AppStore } from '../../core/ports/app-store.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import { type RequestTokenStore, verifierTries } from '../../core/ports/request-token-store.js'
import type { UserStore } from '../../core/ports/user-store.js'
import { withParameter } from '../grants/callback.js'
import { newOAuthSecret, newTicket, requestTokenLifetime } from '../grants/secrets.js'
import { destination, namedCallback } from './callback.js'
import { newTypedVerifier, newVerifier, normalVerifier } from './verifier.js'

/** The dependencies of the OAuth 1.0a flow. */
export interface OAuthFlowDependencies {
  readonly apps: Pick<AppStore, 'findById'>
  readonly requestTokens: RequestTokenStore
  readonly users: Pick<UserStore, 'find'>
  readonly clock: Clock
  readonly dialect: Dialect
  readonly kinds: PermissionKinds
}

/** A request token or token, with its secret. */
export interface OAuthCredentials {
  readonly token: string
  readonly secret: string
}

/** A verified request of an application for a user's consent. */
export interface AuthorisationRequest {
  readonly token: string
  readonly app: Application
  readonly permissions: Permissions
  /** Where the browser is redirected afterwards; undefined for out-of-band programs. */
  readonly callback: URL | undefined
}

/** The outcome of a user's consent: a redirect, or a verifier that the user types into the program. */
export type Allowed = { readonly redirect: string } | { readonly verifier: string }

/** The application, by its id; its registration is looked up. */
type Identified = Pick<CallingApplication, 'id'>

/** The three steps of OAuth 1.0a (RFC 5849 section 2), behind its endpoints and the consent page. */
export interface OAuthFlow {
  /**
   * Issues temporary credentials.
   *
   * @param callback `oauth_callback`; where undefined or empty, the registered one, or `oob` without any
   * @throws OAuthProblem 123 where the application may not use the callback
   */
  request(app: Identified, callback: string | undefined, asked: Permissions): Promise<OAuthCredentials>
  /**
   * Parses and verifies an authorisation link; unknown parameters are ignored.
   *
   * @throws ApiError 131 without a request token, 107 where it is not valid, 101 where its application is disabled, 123 for
   * an invalid permission or a changed callback
   */
  open(pairs: readonly Pair[]): Promise<AuthorisationRequest>
  /**
   * Grants the request token.
   *
   * @throws OAuthProblem 107 where the request token was used or has expired since the link was opened
   */
  allow(request: AuthorisationRequest, userId: string): Promise<Allowed>
  /** Deletes the request token. @returns the redirect that notifies the application; undefined for out-of-band programs */
  deny(request: AuthorisationRequest): Promise<string | undefined>
  /**
   * Exchanges a granted request token for token credentials; of concurrent attempts one gets them.
   *
   * @throws OAuthProblem 131 where the verifier is missing, 107 where it is wrong or the request token is not valid;
   * ApiError 108 where the user's account was suspended or closed since
   */
  exchange(app: Identified, token: string, verifier: string | undefined): Promise<OAuthCredentials>
}

/** Creates the OAuth 1.0a flow. */
export function createOAuthFlow(dependencies: OAuthFlowDependencies): OAuthFlow {
  const { apps, requestTokens, clock } = dependencies
  return {
    async request({ id }, callback = '', asked) {
      const app = await activeApp(apps, id)
      if (callback !== '') namedCallback(app, callback)
      const credentials = { token: newTicket(app.id), secret: newOAuthSecret() }
      const now = seconds(clock)
      const expiresAt = now + requestTokenLifetime
      await requestTokens.create({ ...credentials, appId: app.id, callback, asked, now, expiresAt })
      return credentials
    },
    open: (pairs) => open(dependencies, pairs),
    async allow({ token, app, permissions, callback }, userId) {
      const verifier = callback === undefined ? newTypedVerifier() : newVerifier()
      const grant = { appId: app.id, userId, permissions }
      const granted = await requestTokens.grant(token, grant, normalVerifier(verifier), seconds(clock))
      if (!granted) throw tokenRejected()
      if (callback === undefined) return { verifier }
      return { redirect: redirectTo(callback, token, 'oauth_verifier', verifier) }
    },
    async deny({ token, callback }) {
      await requestTokens.remove(token)
      return callback && redirectTo(callback, token, 'oauth_problem', 'user_refused')
    },
    exchange: (app, token, verifier) => exchange(dependencies, app, token, verifier),
  }
}

async function open(dependencies: OAuthFlowDependencies, pairs: readonly Pair[]): Promise<AuthorisationRequest> {
  const { apps, requestTokens, clock, dialect, kinds } = dependencies
  const fields = knownFields(dialect, kinds, pairs)
  const token = fields.get('oauth_token') ?? ''
  if (token === '') throw parametersAbsent(['oauth_token'])
  const found = await requestTokens.find(token, seconds(clock))
  if (found === undefined) throw tokenRejected()
  if (found.granted)
    throw new OAuthProblem('token_used', 'token-invalid', {
      detail: 'This was allowed already; go back to the application',
    })
  const app = await activeApp(apps, found.appId)
  const callback = destination(app, found.callback, fields.get('oauth_callback') ?? '')
  const permissions = { ...kinds.held(found.asked), ...dialect.permissionFields.read(fields, kinds) }
  return { token, app, permissions, callback }
}

/** @throws ApiError 101 where the application is disabled or gone */
async function activeApp(apps: OAuthFlowDependencies['apps'], id: number): Promise<Application> {
  const app = await apps.findById(id)
  if (app === undefined || app.disabled) throw apiError('key-invalid')
  return app
}

async function exchange(
  { apps, requestTokens, users, clock }: OAuthFlowDependencies,
  { id }: Identified,
  token: string,
  verifier = '',
): Promise<OAuthCredentials> {
  const app = await activeApp(apps, id)
  const required = app.verifier === 'required'
  if (required && verifier === '') throw parametersAbsent(['oauth_verifier'])
  const now = seconds(clock)
  const found = await requestTokens.find(token, now)
  if (found === undefined || found.appId !== app.id) throw tokenRejected()
  if (!found.granted)
    throw new OAuthProblem('permission_unknown', 'token-invalid', { detail: 'No user has agreed yet' })
  const secrets = { authToken: newTicket(app.id), oauthSecret: newOAuthSecret() }
  const checkedVerifier = required ? normalVerifier(verifier) : undefined
  const grant = await requestTokens.exchange(token, app.id, checkedVerifier, secrets, now)
  if (grant === undefined) throw tokenRejected()
  if (grant === 'verifier-wrong') throw new OAuthProblem('verifier_invalid', 'token-invalid', { detail: wrongVerifier })
  const user = await users.find(grant.userId)
  if (user?.state !== 'active') throw apiError('account-closed')
  return { token: secrets.authToken, secret: secrets.oauthSecret }
}

const wrongVerifier = `The verifier is wrong; with ${verifierTries} wrong ones the request token ends`

/** The known parameters of a link, each at most once. */
function knownFields(dialect: Dialect, kinds: PermissionKinds, pairs: readonly Pair[]): ReadonlyMap<string, string> {
  const known = new Set(['oauth_token', 'oauth_callback', ...dialect.permissionFields.names(kinds)])
  const fields = new Map<string, string>()
  for (const [name, value] of pairs) {
    if (!known.has(name)) continue
    if (fields.has(name)) throw malformed(`The parameter ${name} is there twice`)
    fields.set(name, value)
  }
  return fields
}

/** The callback with the request token and the outcome. */
function redirectTo(callback: URL, token: string, name: string, value: string): string {
  return withParameter(new URL(withParameter(callback, 'oauth_token', token)), name, value)
}

function tokenRejected(): OAuthProblem {
  const detail = 'The request token is unknown, used or too old; get a new one'
  return new OAuthProblem('token_rejected', 'token-invalid', { detail })
}
