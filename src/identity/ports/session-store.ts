/** A browser session. One without a user is anonymous and carries the CSRF token of the log-in form. */
export interface Session {
  /** SHA-256 of the cookie's value, hex. */
  readonly hash: string
  readonly userId: string | undefined
  /** The CSRF (synchroniser) token of the forms, where one was issued. */
  readonly csrf: string | undefined
  /** Unix seconds. */
  readonly expiresAt: number
}

/** Stores the sessions of the pages. */
export interface SessionStore {
  save(session: Session): Promise<void>
  /** Finds a session that has not expired at `now` (Unix seconds). */
  find(hash: string, now: number): Promise<Session | undefined>
  delete(hash: string): Promise<void>
  /** Deletes every session of a user: after a new password, or when the account is suspended or closed. */
  deleteOf(userId: string): Promise<void>
}
