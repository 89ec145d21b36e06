/** Failed log-ins of one account name or one network address. */
export interface Failures {
  readonly count: number
  /** Unix milliseconds before which no further attempt is looked at. */
  readonly lockedUntil: number
}

/** Counts failed log-ins, on all nodes together. */
export interface LockoutStore {
  find(subject: string): Promise<Failures | undefined>
  /** Adds one failure in a single step and sets the lock that `lockedUntil` computes from the new count. */
  fail(subject: string, now: number, lockedUntil: (count: number) => number): Promise<Failures>
  clear(subject: string): Promise<void>
}
