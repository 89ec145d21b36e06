import { admitted, type NonceWindow, type Verdict } from '../../../core/ports/admission.js'
import { type Clock, seconds } from '../../../core/ports/clock.js'
import { oldestKept } from '../../nonce-keys.js'
import type { Queries } from '../engine/sql.js'
import { deleteClients, deleteNonces, type HashedTime, insertFresh, raiseLatest } from './nonce-queries.js'
import type { HashedUse, NonceStorage } from './nonce-storage.js'

/** The intervals at which nonces and clients are deleted, in seconds. */
const NONCES_INTERVAL = 1
const CLIENTS_INTERVAL = 60

/**
 * Stores nonces in PostgreSQL as rows, with two queries for a batch of any size. The rows of the batch's clients stay locked
 * until it commits; other clients are not affected.
 */
export class NonceRows implements NonceStorage {
  readonly #window: NonceWindow
  readonly #clock: Clock
  #noncesDue = 0
  #clientsDue = 0

  constructor(window: NonceWindow, clock: Clock) {
    this.#window = window
    this.#clock = clock
  }

  /** A replay cannot raise its client's latest timestamp, since its timestamp was accepted before. */
  async judge(on: Queries, uses: readonly HashedUse[]): Promise<readonly Verdict[]> {
    const before = await raiseLatest(on, latestOf(uses))
    const isOld = ({ client, timestamp }: HashedUse) => timestamp < (before.get(client) ?? 0) - this.#window.tolerance
    const recent = uses.filter((use) => !isOld(use))
    const fresh = await insertFresh(
      on,
      recent.map(({ nonce, timestamp }) => [nonce, timestamp]),
    )
    await this.#sweep(on)
    return uses.map((use): Verdict => {
      if (isOld(use)) return { admitted: false, fault: 'oauth-timestamp-refused' }
      // Of several uses of one nonce the first is admitted.
      return fresh.delete(use.nonce) ? admitted : { admitted: false, fault: 'oauth-nonce-used' }
    })
  }

  /**
   * Deletes expired rows, at intervals. Last in the unit, and without waiting for locks, so it cannot deadlock.
   */
  async #sweep(on: Queries): Promise<void> {
    const now = seconds(this.#clock)
    if (now < this.#noncesDue) return
    this.#noncesDue = now + NONCES_INTERVAL
    await deleteNonces(on, oldestKept(now, this.#window))
    if (now < this.#clientsDue) return
    this.#clientsDue = now + CLIENTS_INTERVAL
    await deleteClients(on, oldestKept(now, this.#window))
  }
}

/** The latest timestamp of each client in a batch. */
function latestOf(uses: readonly HashedUse[]): readonly HashedTime[] {
  const latest = new Map<string, number>()
  for (const { client, timestamp } of uses) latest.set(client, Math.max(timestamp, latest.get(client) ?? 0))
  return [...latest]
}
