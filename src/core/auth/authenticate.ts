import { type ApiError, apiError, malformed } from '../api-error.js'
import type { Call, Caller, Client } from '../call.js'
import { andThen, type MaybePromise } from '../maybe-promise.js'
import { noPermissions } from '../permissions.js'
import type { NonceUse, NonceWindow } from '../ports/admission.js'
import type { Application, AppStore } from '../ports/app-store.js'
import { type Clock, seconds } from '../ports/clock.js'
import type { RequestTokenStore } from '../ports/request-token-store.js'
import type { Token, TokenStore } from '../ports/token-store.js'
import type { RegisteredMethod } from '../registered-method.js'
import type { BearerCredential } from './credential.js'
import { checkPolicy, checkSignature, type OAuthClaim, readClaim, readNonce } from './oauth1/check-oauth.js'
import type { OAuthCredential } from './oauth1/credential.js'
import type { SignatureGuard } from './signature-guard.js'

/** The dependencies of authentication. */
export interface AuthenticationStores {
  readonly apps: Pick<AppStore, 'find' | 'findById'>
  readonly tokens: Pick<TokenStore, 'findByAuthToken' | 'findByBearer' | 'findByOAuthToken'>
  readonly requestTokens: Pick<RequestTokenStore, 'find'>
  readonly guard: SignatureGuard
  readonly clock: Clock
  /** The accepted range of OAuth timestamps. */
  readonly nonceWindow: NonceWindow
}

/** An authenticated caller, before the state of the account is checked. It holds secrets, so handlers get a {@link Caller}. */
export interface Authenticated extends Omit<Caller, 'application'> {
  readonly app: Application | undefined
  readonly grant: Token | undefined
  /** Whether the signature is also valid for other parameters. */
  readonly ambiguous: boolean
  /** The nonce, which admission has yet to record. */
  readonly nonce: NonceUse | undefined
}

/** The caller of a call without an application; only methods that need no key accept it. */
export const anonymous: Authenticated = {
  app: undefined,
  user: undefined,
  permissions: noPermissions,
  token: undefined,
  grant: undefined,
  ambiguous: false,
  nonce: undefined,
}

/**
 * Authenticates the caller. Faults in their order: 100 → 101 key → 104 signature missing → 105 signature → 106 token
 * missing → 107 token; in OAuth calls 130 version → 131 parameters missing → 135 signature method → 101 key → 132 timestamp → 107
 * token → 105 signature → 106 token missing.
 *
 * @returns a plain value where the caches of the stores answer every lookup
 * @throws ApiError the first of these that applies
 */
export function authenticate(
  call: Call,
  method: RegisteredMethod,
  client: Client,
  identities: AuthenticationStores,
): MaybePromise<Authenticated> {
  const { credential } = call
  if (credential.kind === 'oauth') return byOAuth(call, credential, method, client, identities)
  if (credential.kind === 'bearer') return byBearer(credential, identities)
  const key = credential.kind === 'none' ? '' : credential.key
  if (key === '') {
    if (credential.kind === 'none' && method.needs.key === false) return anonymous
    throw apiError('key-missing')
  }
  return andThen(identities.apps.find(key), (found) => byKey(call, method, active(found), identities))
}

/** Authenticates by key, and by MD5 signature and token where they come. */
function byKey(
  call: Call,
  method: RegisteredMethod,
  app: Application,
  { guard, tokens }: AuthenticationStores,
): MaybePromise<Authenticated> {
  const { credential, dialect } = call
  const token = credential.kind === 'api-sig' || credential.kind === 'token' ? credential.token : undefined
  let ambiguous = false
  if (credential.kind === 'api-sig') {
    ambiguous = guard.check(call, method, app, credential.signature)
  } else if (token !== undefined || method.needs.signature === true || app.signAll) {
    throw apiError('signature-missing')
  }
  if (token === undefined) {
    if (method.needs.token === true) throw apiError('token-missing')
    return { ...anonymous, app, ambiguous }
  }
  if (!dialect.grammar.token.test(token)) throw apiError('token-invalid', { reason: 'no token is written so' })
  return andThen(tokens.findByAuthToken(token), (grant) => {
    if (grant?.appId !== app.id) throw tokenRefused(grant)
    return authenticated(app, grant, token, ambiguous, undefined)
  })
}

function active(app: Application | undefined): Application {
  if (app === undefined) throw apiError('key-invalid', { reason: 'no application has this key' })
  if (app.disabled) throw apiError('key-invalid', { reason: 'the application is disabled' })
  return app
}

/** The fault of an invalid token. The reason goes to the log only, so that clients cannot probe for tokens. */
function tokenRefused(found: object | undefined): ApiError {
  const reason = found === undefined ? 'the token is unknown or revoked' : 'the token is of another application'
  return apiError('token-invalid', { reason })
}

function byOAuth(
  { dialect }: Call,
  credential: OAuthCredential,
  method: RegisteredMethod,
  client: Client,
  identities: AuthenticationStores,
): MaybePromise<Authenticated> {
  const claim = readClaim(credential, client)
  return andThen(identities.apps.find(claim.key), (found) => {
    const app = active(found)
    checkPolicy(claim, app, client)
    const now = seconds(identities.clock)
    const nonce = readNonce(claim, identities.nonceWindow, now)
    if (claim.token === '') {
      checkSignature(claim, app, '')
      if (method.needs.token === true) throw apiError('token-missing')
      return { ...anonymous, app, nonce }
    }
    if (!dialect.grammar.token.test(claim.token)) throw apiError('token-invalid', { reason: 'no token is written so' })
    if (credential.temporary) return byTemporaryCredentials(claim, app, nonce, now, identities)
    return andThen(identities.tokens.findByOAuthToken(claim.token), (grant) => {
      if (grant?.appId !== app.id) throw tokenRefused(grant)
      checkSignature(claim, app, grant.oauthSecret)
      return authenticated(app, grant, claim.token, false, nonce)
    })
  })
}

/** Authenticates by temporary credentials: they name the application, and no user yet. */
async function byTemporaryCredentials(
  claim: OAuthClaim,
  app: Application,
  nonce: NonceUse | undefined,
  now: number,
  { requestTokens }: AuthenticationStores,
): Promise<Authenticated> {
  const found = await requestTokens.find(claim.token, now)
  if (found?.appId !== app.id) throw tokenRefused(found)
  checkSignature(claim, app, found.secret)
  return { ...anonymous, app, token: claim.token, nonce }
}

/** Authenticates by a bearer token, which names its application and its user, and counts as a signature. */
async function byBearer(
  { secret, key }: BearerCredential,
  { apps, tokens }: AuthenticationStores,
): Promise<Authenticated> {
  const grant = await tokens.findByBearer(secret)
  if (grant === undefined) throw tokenRefused(grant)
  const app = active(await apps.findById(grant.appId))
  if (key !== undefined && key !== app.key) throw malformed('The key and the bearer token are of two applications')
  return authenticated(app, grant, secret, false, undefined)
}

function authenticated(
  app: Application,
  grant: Token,
  token: string,
  ambiguous: boolean,
  nonce: NonceUse | undefined,
): Authenticated {
  return {
    app,
    user: { id: grant.user.id, username: grant.user.username },
    permissions: grant.permissions,
    token,
    grant,
    ambiguous,
    nonce,
  }
}
