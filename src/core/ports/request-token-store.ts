import type { Permissions } from '../permissions.js'
import type { Grant, TokenSecrets } from './token-store.js'

/** Temporary credentials (RFC 5849 section 2.1), which a user may turn into a token. */
export interface RequestToken {
  readonly appId: number
  /** What the request for the token itself is signed with. */
  readonly secret: string
  /** Where the application wants the user back, or `oob`; empty where it has not said. */
  readonly callback: string
  /** What the application asked for when it got the token. */
  readonly asked: Permissions
  /** Whether a user has agreed. */
  readonly granted: boolean
}

/** What is given to keep a request token. */
export interface NewRequestToken extends Omit<RequestToken, 'granted'> {
  readonly token: string
  /** Unix seconds, both. */
  readonly now: number
  readonly expiresAt: number
}

/** How many wrong verifiers end a request token. */
export const verifierTries = 5

/**
 * Keeps request tokens. Tokens and verifiers come in clear and are kept as SHA-256 hashes; the secret is encrypted.
 * Notes who changed what: a grant is its user's doing, an exchange the application's. What keeps something for an
 * application throws ApiError 101 where it has been deleted.
 */
export interface RequestTokenStore {
  /** Keeps one that waits for a user, and drops those that have expired. */
  create(token: NewRequestToken): Promise<void>
  /** Gives a request token that has neither expired nor been used. */
  find(token: string, now: number): Promise<RequestToken | undefined>
  /**
   * Notes that a user agreed, and what the application must show for it; widens the consent. False where the token
   * is unknown, used, expired, granted or another application's.
   */
  grant(token: string, grant: Grant, verifier: string, now: number): Promise<boolean>
  /** Ends one, since the user refused. */
  remove(token: string): Promise<void>
  /**
   * Spends a granted request token of this application and keeps a token for it with these secrets, by one
   * conditional update: of any number of callers exactly one gets the grant. A wrong verifier counts, and the last of
   * {@link verifierTries} ends the request token.
   *
   * @param verifier undefined where the application need not show one
   */
  exchange(
    token: string,
    appId: number,
    verifier: string | undefined,
    secrets: TokenSecrets,
    now: number,
  ): Promise<Grant | 'verifier-wrong' | undefined>
}
