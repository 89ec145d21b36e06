import { apiError } from '../api-error.js'
import type { Call, Caller } from '../call.js'
import { noPermissions } from '../permissions.js'
import type { Application, AppStore } from '../ports/app-store.js'
import type { Token, TokenStore } from '../ports/token-store.js'
import type { RegisteredMethod } from '../registry.js'
import type { SignatureGuard } from './signature-guard.js'

/** What finding out who calls depends on. */
export interface Identities {
  readonly apps: Pick<AppStore, 'find' | 'findById'>
  readonly tokens: Pick<TokenStore, 'findByAuthToken' | 'findByBearer'>
  readonly guard: SignatureGuard
}

/** Who calls, before it is known whether the account may act. */
export interface Authenticated extends Caller {
  readonly grant: Token | undefined
  /** Whether the signature also holds for another reading of the parameters. */
  readonly ambiguous: boolean
}

/** A call without an application; only for methods that answer without a key. */
const nobody: Authenticated = {
  app: undefined,
  user: undefined,
  permissions: noPermissions,
  token: undefined,
  grant: undefined,
  ambiguous: false,
}

/**
 * Finds out who calls: 100 → 101 key → 104 signature missing → 105 signature → 106 token missing → 107 token.
 *
 * @throws ApiError the first of these that applies.
 */
export async function authenticate(
  call: Call,
  entry: RegisteredMethod,
  identities: Identities,
): Promise<Authenticated> {
  const { credential } = call
  if (credential.kind === 'bearer') return byBearer(credential.secret, identities)
  const key = credential.kind === 'none' ? '' : credential.key
  if (key === '') {
    if (credential.kind === 'none' && entry.needs.key === false) return nobody
    throw apiError(100)
  }
  const app = await identities.apps.find(key)
  if (app === undefined || app.disabled) throw apiError(101)

  const token = credential.kind === 'api-sig' || credential.kind === 'token' ? credential.token : undefined
  let ambiguous = false
  if (credential.kind === 'api-sig') {
    ambiguous = identities.guard.check(call, entry, app, credential.signature)
  } else if (token !== undefined || entry.needs.signature === true || app.signAll) {
    throw apiError(104)
  }
  if (token === undefined) {
    if (entry.needs.token === true) throw apiError(106)
    return { app, user: undefined, permissions: noPermissions, token: undefined, grant: undefined, ambiguous }
  }
  const grant = call.dialect.grammar.token.test(token) ? await identities.tokens.findByAuthToken(token) : undefined
  if (grant === undefined || grant.appId !== app.id) throw apiError(107)
  return authenticated(app, grant, token, ambiguous)
}

/** A bearer token names its application and its user, and counts as a signature. */
async function byBearer(secret: string, { apps, tokens }: Identities): Promise<Authenticated> {
  const grant = await tokens.findByBearer(secret)
  if (grant === undefined) throw apiError(107)
  const app = await apps.findById(grant.appId)
  if (app === undefined || app.disabled) throw apiError(101)
  return authenticated(app, grant, secret, false)
}

function authenticated(app: Application, grant: Token, token: string, ambiguous: boolean): Authenticated {
  return {
    app,
    user: { id: grant.user.id, username: grant.user.username },
    permissions: grant.permissions,
    token,
    grant,
    ambiguous,
  }
}
