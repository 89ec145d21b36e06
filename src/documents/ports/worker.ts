/** A background worker. */
export interface Worker {
  /** Signals that there may be new work. */
  wake(): void
}
