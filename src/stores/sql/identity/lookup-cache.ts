import { LRUCache } from 'lru-cache'
import type { MaybePromise } from '../../../core/maybe-promise.js'
import { type InvalidationBus, noInvalidations } from '../../invalidation-bus.js'
import type { Sql } from '../engine/sql.js'

/** How many rows that were found are remembered, of each kind of look-up. */
const FOUND = 10_000

/** How many keys that nothing was found for are remembered; fewer, since strangers choose them. */
const MISSED = 1_000

/** Longer keys are never remembered, so that strangers cannot fill the memory with them. */
const LONGEST_KEY = 128

/** Finds by key, at once where the answer is remembered. */
export type Lookup<Value> = (key: string) => MaybePromise<Value | undefined>

/**
 * Remembers what the hot look-ups of one database found, for as long as nobody has changed anything. All stores of
 * a process share one, so that whoever changes a row drops it for all, and tells other processes to do the same.
 */
export class LookupCache {
  readonly #sql: Pick<Sql, 'version'>
  readonly #changes: InvalidationBus
  readonly #caches: { clear(): void }[] = []
  #version: number
  /** Counts the drops: a look-up that began before one must not put back what it read. */
  #generation = 0

  constructor(sql: Pick<Sql, 'version'>, changes: InvalidationBus = noInvalidations) {
    this.#sql = sql
    this.#changes = changes
    this.#version = sql.version()
    changes.subscribe('lookups', () => this.#clear())
  }

  /** Puts a memory in front of `load`. Keys are ASCII, the values are never changed afterwards. */
  lookup<Value extends object>(load: (key: string) => Promise<Value | undefined>): Lookup<Value> {
    const found = new LRUCache<string, Value>({ max: FOUND })
    const missed = new LRUCache<string, true>({ max: MISSED })
    this.#caches.push(found, missed)

    const loadAndKeep = async (key: string, generation: number) => {
      const value = await load(key)
      if (generation !== this.#generation || key.length > LONGEST_KEY) return value
      if (value === undefined) missed.set(detached(key), true)
      else found.set(detached(key), value)
      return value
    }
    return (key) => {
      this.#dropWhatOthersChanged()
      const value = found.get(key)
      if (value !== undefined) return value
      return missed.has(key) ? undefined : loadAndKeep(key, this.#generation)
    }
  }

  /** Makes a change and drops everything after it, also where the change failed: it may have happened nevertheless. */
  async dropAfter<Result>(change: Promise<Result>): Promise<Result> {
    try {
      return await change
    } finally {
      this.#clear()
      this.#changes.publish('lookups')
    }
  }

  #clear(): void {
    this.#generation++
    for (const cache of this.#caches) cache.clear()
  }

  #dropWhatOthersChanged(): void {
    const version = this.#sql.version()
    if (version === this.#version) return
    this.#version = version
    this.#clear()
  }
}

/** A copy of a key that does not keep the text of the whole request alive, of which it may be a slice. */
function detached(key: string): string {
  return Buffer.from(key, 'latin1').toString('latin1')
}
