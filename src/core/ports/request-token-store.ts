import type { Permissions } from '../permissions.js'
import type { Grant, TokenSecrets } from './token-store.js'

/** Temporary credentials (RFC 5849 section 2.1). */
export interface RequestToken {
  readonly appId: number
  /** Signs the request that exchanges it for a token. */
  readonly secret: string
  /** The callback address, or `oob`; empty where the application sent none. */
  readonly callback: string
  /** The permissions that the application requested. */
  readonly asked: Permissions
  /** Whether a user has agreed. */
  readonly granted: boolean
}

/** A request token to store. */
export interface NewRequestToken extends Omit<RequestToken, 'granted'> {
  readonly token: string
  /** Unix seconds; so is `expiresAt`. */
  readonly now: number
  readonly expiresAt: number
}

/** The number of wrong verifiers that invalidate a request token. */
export const verifierTries = 5

/**
 * Stores request tokens. Tokens and verifiers are passed in clear and stored as SHA-256 hashes; the secret is stored
 * encrypted. Changes are recorded in the audit log: a grant by its user, an exchange by the application. Writes for a
 * deleted application throw ApiError 101.
 */
export interface RequestTokenStore {
  /** Stores a request token that no user has granted yet, and deletes expired ones. */
  create(token: NewRequestToken): Promise<void>
  /** Finds a request token that has neither expired nor been used. */
  find(token: string, now: number): Promise<RequestToken | undefined>
  /**
   * Grants a request token: stores the user's grant and the verifier, and widens the consent. False for a token that
   * is unknown, used, expired, granted or another application's.
   */
  grant(token: string, grant: Grant, verifier: string, now: number): Promise<boolean>
  /** Deletes a request token that the user refused. */
  remove(token: string): Promise<void>
  /**
   * Exchanges a granted request token of this application for a token with these secrets, by one conditional update:
   * exactly one of concurrent callers gets the grant. After {@link verifierTries} wrong verifiers the request token is
   * invalid.
   *
   * @param verifier undefined where the application needs none
   */
  exchange(
    token: string,
    appId: number,
    verifier: string | undefined,
    secrets: TokenSecrets,
    now: number,
  ): Promise<Grant | 'verifier-wrong' | undefined>
}
