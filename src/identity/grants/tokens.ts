import { apiError } from '../../core/api-error.js'
import type { Caller, CallingApplication } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import type { Permissions } from '../../core/permissions.js'
import type { Application } from '../../core/ports/app-store.js'
import type { Actor } from '../../core/ports/audit-log.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { TokenSecrets, TokenStore } from '../../core/ports/token-store.js'
import type { User, UserStore } from '../../core/ports/user-store.js'
import { frobLifetime, newBearer, newOAuthSecret, newTicket } from './secrets.js'

/** The dependencies of the token services. */
export interface TokenDependencies {
  readonly tokens: Pick<TokenStore, 'create' | 'createFrob' | 'exchangeFrob'>
  readonly users: Pick<UserStore, 'find'>
  readonly clock: Clock
  readonly dialect: Dialect
  readonly kinds: PermissionKinds
}

/** A token as its application sees it: the secret, its permissions and its user. */
export interface HeldToken {
  readonly token: string
  /** A level for every kind. */
  readonly permissions: Permissions
  readonly user: User
}

/** The frob and token services, for methods and the command line. */
export interface Tokens {
  /** Creates a frob that waits for a user, for a desktop application's link. */
  newFrob(app: Pick<CallingApplication, 'id'>): Promise<string>
  /**
   * Exchanges a granted frob for a token; undefined where this application has no such frob.
   *
   * @throws ApiError 108 where the user's account was suspended or closed since
   */
  exchangeFrob(app: Pick<CallingApplication, 'id'>, frob: string): Promise<HeldToken | undefined>
  /**
   * Describes the token of a call.
   *
   * @throws ApiError 106 where it has none, 107 where its user no longer exists
   */
  describe(caller: Caller): Promise<HeldToken>
  /** Creates a token and the consent without a consent page; for operators. */
  createFor(app: Application, user: User, permissions: Permissions, by: Actor): Promise<CreatedToken>
}

/** The secrets of a token that an operator created. */
export type CreatedToken = Required<TokenSecrets>

/** Creates the token services. */
export function createTokens({ tokens, users, clock, dialect, kinds }: TokenDependencies): Tokens {
  return {
    async newFrob(app) {
      const frob = newTicket(app.id)
      await tokens.createFrob(frob, app.id, seconds(clock) + frobLifetime)
      return frob
    },
    async exchangeFrob(app, frob) {
      if (!dialect.grammar.frob.test(frob)) return undefined
      const token = newTicket(app.id)
      const grant = await tokens.exchangeFrob(frob, app.id, { authToken: token }, seconds(clock))
      if (grant === undefined) return undefined
      const user = await users.find(grant.userId)
      if (user?.state !== 'active') throw apiError('account-closed')
      return { token, permissions: kinds.held(grant.permissions), user }
    },
    async describe({ token, user, permissions }) {
      if (token === undefined || user === undefined) throw apiError('token-missing')
      const member = await users.find(user.id)
      if (member === undefined) throw apiError('token-invalid')
      return { token, permissions: kinds.held(permissions), user: member }
    },
    async createFor(app, user, permissions, by) {
      const secrets = { authToken: newTicket(app.id), bearerToken: newBearer(), oauthSecret: newOAuthSecret() }
      await tokens.create({ appId: app.id, userId: user.id, permissions, secrets }, seconds(clock), by)
      return secrets
    },
  }
}
