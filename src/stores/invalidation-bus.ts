/** The caches of database rows that each process keeps. */
export type CacheName = 'lookups' | 'maintenance'

/**
 * Sends cache invalidations between the processes of an installation. A message makes a change visible sooner and nothing
 * depends on it: the time to live of the caches covers lost messages.
 */
export interface InvalidationBus {
  /** Tells all processes to invalidate a cache. Does not wait, and never fails. */
  publish(cache: CacheName): void
  /** Registers a listener, called for every invalidation of the cache, and whenever messages may have been lost. */
  subscribe(cache: CacheName, listener: () => void): void
  /** Starts receiving. Only long-running processes need it; without it nothing is received. */
  listen(): void
  /** Stops receiving, and waits for the messages that are being sent. */
  close(): Promise<void>
}

/** Sends and receives nothing: for a single process, and for processes that detect changes otherwise. */
export const localInvalidationOnly: InvalidationBus = {
  publish() {},
  subscribe() {},
  listen() {},
  async close() {},
}
