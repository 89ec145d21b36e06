import type { MaybePromise } from '../maybe-promise.js'
import type { Permissions } from '../permissions.js'
import type { Actor } from './audit-log.js'
import type { AccountState } from './user-store.js'

/** A token as a call finds it: whose it is, what it holds, and whether its user may act. */
export interface Token {
  readonly id: number
  readonly appId: number
  readonly user: { readonly id: string; readonly username: string; readonly state: AccountState }
  readonly permissions: Permissions
}

/** A token as an OAuth call finds it: the same grant, and the secret that its signatures are made with. */
export interface OAuthToken extends Token {
  readonly oauthSecret: string
}

/** The secrets of a new token, in clear. */
export interface TokenSecrets {
  /** What clients carry beside a signature over the parameters; for OAuth also the `oauth_token`. */
  readonly authToken: string
  readonly bearerToken?: string
  /** The `oauth_token_secret`; a token without one is no use to OAuth. */
  readonly oauthSecret?: string
}

/** What is given to keep a token. */
export interface NewToken {
  readonly appId: number
  readonly userId: string
  readonly permissions: Permissions
  readonly secrets: TokenSecrets
}

/** The highest level that a user ever allowed an application, by kind. */
export interface Consent {
  readonly appId: number
  readonly userId: string
  readonly permissions: Permissions
  /** Unix seconds. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** One row of `token list`. */
export interface TokenSummary {
  readonly id: number
  readonly appKey: string
  readonly username: string
  readonly permissions: Permissions
  /** Unix seconds. */
  readonly createdAt: number
}

/** A one-time ticket of the login flows, as the page that asks the user sees it. */
export interface Frob {
  readonly appId: number
  /** Whether a user has agreed. */
  readonly authorised: boolean
}

/** What a user agreed to. */
export interface Grant {
  readonly appId: number
  readonly userId: string
  readonly permissions: Permissions
}

/**
 * Keeps consents, tokens and frobs. Secrets come in clear and are kept as SHA-256 hashes, but for the one of OAuth,
 * which signatures need readable: it is encrypted. Notes who changed what: a grant is its user's doing, an exchange the
 * application's. What keeps something for an application throws ApiError 101 where it has been deleted.
 */
export interface TokenStore {
  /** By the token that comes beside a signature over the parameters; on the hot path, so the answer may come from a cache. */
  findByAuthToken(secret: string): MaybePromise<Token | undefined>
  /** By bearer secret; on the hot path as well. */
  findByBearer(secret: string): MaybePromise<Token | undefined>
  /** By `oauth_token`, where the token has a secret for OAuth; on the hot path as well. */
  findByOAuthToken(token: string): MaybePromise<OAuthToken | undefined>
  /** Keeps a token and widens the consent to what it holds, in one step. */
  create(token: NewToken, now: number, by: Actor): Promise<void>
  list(filter: { readonly appId?: number; readonly userId?: string }): Promise<readonly TokenSummary[]>
  /** Ends one token, by any of its spellings; false where it is unknown. */
  revoke(secret: string, by: Actor): Promise<boolean>

  /** What a user has allowed an application so far. */
  consent(appId: number, userId: string): Promise<Consent | undefined>
  consentsOf(userId: string): Promise<readonly Consent[]>
  /** Removes a consent, all its tokens, and the frobs and request tokens that were granted; false where there was none. */
  removeConsent(appId: number, userId: string, by: Actor): Promise<boolean>

  /** Keeps a frob that waits for a user. `expiresAt` in Unix seconds. */
  createFrob(frob: string, appId: number, expiresAt: number): Promise<void>
  /** Keeps a frob that a user has already agreed to, and widens the consent, in one step. */
  createGrantedFrob(frob: string, grant: Grant, now: number, expiresAt: number): Promise<void>
  /** Gives a frob that has neither expired nor been used. */
  findFrob(frob: string, now: number): Promise<Frob | undefined>
  /** Notes that a user agreed, and widens the consent; false where the frob is unknown, used, expired or granted. */
  grantFrob(frob: string, grant: Grant, now: number): Promise<boolean>
  /**
   * Spends a frob of this application and keeps a token for it with these secrets, by one conditional update: of
   * any number of callers exactly one gets the grant, the others undefined.
   */
  exchangeFrob(frob: string, appId: number, secrets: TokenSecrets, now: number): Promise<Grant | undefined>
}
