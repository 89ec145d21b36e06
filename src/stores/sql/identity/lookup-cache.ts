import { LRUCache } from 'lru-cache'
import type { MaybePromise } from '../../../core/maybe-promise.js'
import { type InvalidationBus, localInvalidationOnly } from '../../invalidation-bus.js'
import type { Sql } from '../engine/sql.js'

/** The most cached rows of each look-up. */
const MAX_FOUND = 10_000

/** The most cached misses of each look-up; fewer, since unauthenticated clients choose the keys. */
const MAX_MISSED = 1_000

/** The longest key that is cached, so that unauthenticated clients cannot fill the memory with long ones. */
const MAX_KEY_LENGTH = 128

/** Finds a value by key; a cached one without a promise. */
export type Lookup<Value> = (key: string) => MaybePromise<Value | undefined>

/**
 * Caches the look-ups that calls make in one database, until any row changes. All stores of a process share one cache:
 * a change in any store clears it, and publishes an invalidation to other processes.
 */
export class LookupCache {
  readonly #sql: Pick<Sql, 'version'>
  readonly #bus: InvalidationBus
  readonly #caches: { clear(): void }[] = []
  #version: number
  /** Counts clears: a look-up that started before a clear must not cache what it read. */
  #generation = 0

  constructor(sql: Pick<Sql, 'version'>, bus: InvalidationBus = localInvalidationOnly) {
    this.#sql = sql
    this.#bus = bus
    this.#version = sql.version()
    bus.subscribe('lookups', () => this.#clear())
  }

  /** Adds a cache in front of `load`. Keys must be ASCII, and values immutable. */
  lookup<Value extends object>(load: (key: string) => Promise<Value | undefined>): Lookup<Value> {
    const found = new LRUCache<string, Value>({ max: MAX_FOUND })
    const missed = new LRUCache<string, true>({ max: MAX_MISSED })
    this.#caches.push(found, missed)

    const loadAndCache = async (key: string, generation: number) => {
      const value = await load(key)
      if (generation !== this.#generation || key.length > MAX_KEY_LENGTH) return value
      if (value === undefined) missed.set(detached(key), true)
      else found.set(detached(key), value)
      return value
    }
    return (key) => {
      this.#clearIfVersionChanged()
      const value = found.get(key)
      if (value !== undefined) return value
      return missed.has(key) ? undefined : loadAndCache(key, this.#generation)
    }
  }

  /** Clears the cache when a change has ended, also where it failed, since the outcome of a failed commit is unknown. */
  async clearAfter<Result>(change: Promise<Result>): Promise<Result> {
    try {
      return await change
    } finally {
      this.#clear()
      this.#bus.publish('lookups')
    }
  }

  #clear(): void {
    this.#generation++
    for (const cache of this.#caches) cache.clear()
  }

  #clearIfVersionChanged(): void {
    const version = this.#sql.version()
    if (version === this.#version) return
    this.#version = version
    this.#clear()
  }
}

/** A copy of a key. V8 makes substrings slices, so the key itself may keep the text of the whole request alive. */
function detached(key: string): string {
  return Buffer.from(key, 'latin1').toString('latin1')
}
