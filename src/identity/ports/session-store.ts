/** A browser that is logged in, or is about to be (a session without a user carries the CSRF token of the log-in form). */
export interface Session {
  /** SHA-256 of the cookie's value, hex. */
  readonly hash: string
  readonly userId: string | undefined
  /** The synchroniser token of the forms, where one was given out. */
  readonly csrf: string | undefined
  /** Unix seconds. */
  readonly expiresAt: number
}

/** Keeps sessions of the pages. */
export interface SessionStore {
  save(session: Session): Promise<void>
  /** Gives the session, unless it has expired at `now` (Unix seconds). */
  find(hash: string, now: number): Promise<Session | undefined>
  delete(hash: string): Promise<void>
  /** Ends every session of a user: after a new password, or when the account closes. */
  deleteOf(userId: string): Promise<void>
}
