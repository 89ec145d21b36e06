/** The failed log-ins of one username or one network address. */
export interface Failures {
  readonly count: number
  /** The end of the lock in Unix milliseconds; until then no attempt is checked. */
  readonly lockedUntil: number
}

/** Stores counts of failed log-ins, shared by all nodes. */
export interface LockoutStore {
  find(subject: string): Promise<Failures | undefined>
  /** Adds one failure atomically and sets the lock that `lockedUntil` computes from the new count. */
  fail(subject: string, now: number, lockedUntil: (count: number) => number): Promise<Failures>
  clear(subject: string): Promise<void>
}
