import type { MaybePromise } from '../maybe-promise.js'
import type { Permissions } from '../permissions.js'
import type { Actor } from './audit-log.js'
import type { AccountState } from './user-store.js'

/** A token: its application, its user with the state of the account, and its permissions. */
export interface Token {
  readonly id: number
  readonly appId: number
  readonly user: { readonly id: string; readonly username: string; readonly state: AccountState }
  readonly permissions: Permissions
}

/** A token with the secret of its OAuth signatures. */
export interface OAuthToken extends Token {
  readonly oauthSecret: string
}

/** The secrets of a new token, in clear. */
export interface TokenSecrets {
  /** The token of calls with an MD5 signature, and the `oauth_token`. */
  readonly authToken: string
  readonly bearerToken?: string
  /** The `oauth_token_secret`; without it the token is not valid for OAuth. */
  readonly oauthSecret?: string
}

/** A token to store. */
export interface NewToken {
  readonly appId: number
  readonly userId: string
  readonly permissions: Permissions
  readonly secrets: TokenSecrets
}

/** The highest level that a user has ever granted an application, by kind. */
export interface Consent {
  readonly appId: number
  readonly userId: string
  readonly permissions: Permissions
  /** Unix seconds. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** A row of `token list`. */
export interface TokenSummary {
  readonly id: number
  readonly appKey: string
  readonly username: string
  readonly permissions: Permissions
  /** Unix seconds. */
  readonly createdAt: number
}

/** A frob, the one-time ticket of the login flows, for the consent page. */
export interface Frob {
  readonly appId: number
  /** Whether a user has agreed. */
  readonly authorised: boolean
}

/** The permissions that a user granted an application. */
export interface Grant {
  readonly appId: number
  readonly userId: string
  readonly permissions: Permissions
}

/**
 * Stores consents, tokens and frobs. Secrets are passed in clear and stored as SHA-256 hashes, except the OAuth secret,
 * which verifying needs in clear: it is encrypted. Changes are recorded in the audit log: a grant by its user, an
 * exchange by the application. Writes for a deleted application throw ApiError 101.
 */
export interface TokenStore {
  /** Finds a token by the secret that signed calls carry. On the hot path: the answer may come from a cache. */
  findByAuthToken(secret: string): MaybePromise<Token | undefined>
  /** Finds a token by its bearer secret; on the hot path too. */
  findByBearer(secret: string): MaybePromise<Token | undefined>
  /** Finds a token with an OAuth secret by its `oauth_token`; on the hot path too. */
  findByOAuthToken(token: string): MaybePromise<OAuthToken | undefined>
  /** Stores a token and widens the consent to its permissions, in one transaction. */
  create(token: NewToken, now: number, by: Actor): Promise<void>
  list(filter: { readonly appId?: number; readonly userId?: string }): Promise<readonly TokenSummary[]>
  /** Revokes a token, by the secret of signed calls or the bearer secret; false where it is unknown. */
  revoke(secret: string, by: Actor): Promise<boolean>

  /** The consent of a user for an application. */
  consent(appId: number, userId: string): Promise<Consent | undefined>
  consentsOf(userId: string): Promise<readonly Consent[]>
  /** Removes a consent with its tokens and its granted frobs and request tokens; false where there was none. */
  removeConsent(appId: number, userId: string, by: Actor): Promise<boolean>

  /** Stores a frob that no user has granted yet. @param expiresAt Unix seconds */
  createFrob(frob: string, appId: number, expiresAt: number): Promise<void>
  /** Stores a granted frob and widens the consent, in one transaction. */
  createGrantedFrob(frob: string, grant: Grant, now: number, expiresAt: number): Promise<void>
  /** Finds a frob that has neither expired nor been used. */
  findFrob(frob: string, now: number): Promise<Frob | undefined>
  /** Grants a frob and widens the consent; false where the frob is unknown, used, expired or granted. */
  grantFrob(frob: string, grant: Grant, now: number): Promise<boolean>
  /**
   * Exchanges a granted frob of this application for a token with these secrets, by one conditional update: exactly
   * one of concurrent callers gets the grant, the others undefined.
   */
  exchangeFrob(frob: string, appId: number, secrets: TokenSecrets, now: number): Promise<Grant | undefined>
}
