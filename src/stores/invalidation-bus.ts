/** What processes remember of the database, each for itself. */
export type CacheName = 'lookups' | 'maintenance'

/**
 * Carries word of changes between the processes of an installation. It makes them hold sooner and nothing depends on
 * it: what is remembered is also read again after a while.
 */
export interface InvalidationBus {
  /** Tells all processes that what this memory holds was changed. Nobody waits for it, and it never fails. */
  publish(memory: CacheName): void
  /** Has a listener called whenever somebody told so, or may have done so unheard. */
  subscribe(memory: CacheName, listener: () => void): void
  /** Begins to hear what others tell; before, nothing is heard. For processes that last. */
  listen(): void
  /** Stops to hear, and lets what is still being told get away. */
  close(): Promise<void>
}

/** For a process that is alone, or finds out about the others by itself. */
export const noInvalidations: InvalidationBus = {
  publish() {},
  subscribe() {},
  listen() {},
  async close() {},
}
