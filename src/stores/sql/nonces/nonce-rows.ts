import { admitted, type NonceWindow, type Verdict } from '../../../core/ports/admission.js'
import { type Clock, seconds } from '../../../core/ports/clock.js'
import { oldestRemembered } from '../../nonce-keys.js'
import type { Queries } from '../engine/sql.js'
import type { HashedUse, NonceKeeper } from './nonce-keeper.js'
import { dropClients, dropNonces, type HashedTime, keepFresh, raiseLatest } from './nonce-queries.js'

/** How many seconds apart nonces are deleted, and clients. */
const NONCES_EVERY = 1
const CLIENTS_EVERY = 60

/**
 * Keeps nonces in PostgreSQL as rows, which all gateways look for, with two queries for any number of them. Clients that
 * one of them judges stay locked until it commits; those of others go on.
 */
export class NonceRows implements NonceKeeper {
  readonly #window: NonceWindow
  readonly #clock: Clock
  #noncesDue = 0
  #clientsDue = 0

  constructor(window: NonceWindow, clock: Clock) {
    this.#window = window
    this.#clock = clock
  }

  /** A replay was accepted before, so it can raise no timestamp. */
  async judge(on: Queries, uses: readonly HashedUse[]): Promise<readonly Verdict[]> {
    const before = await raiseLatest(on, latestOf(uses))
    const isOld = ({ client, timestamp }: HashedUse) => timestamp < (before.get(client) ?? 0) - this.#window.tolerance
    const young = uses.filter((use) => !isOld(use))
    const fresh = await keepFresh(
      on,
      young.map(({ nonce, timestamp }) => [nonce, timestamp]),
    )
    await this.#sweep(on)
    return uses.map((use): Verdict => {
      if (isOld(use)) return { admitted: false, fault: 'oauth-timestamp-refused' }
      // The first of several with one nonce takes it.
      return fresh.delete(use.nonce) ? admitted : { admitted: false, fault: 'oauth-nonce-used' }
    })
  }

  /**
   * Deletes, when it is due, what no longer needs to be remembered. It comes last: what waits for nobody while it holds
   * rows cannot end in a deadlock.
   */
  async #sweep(on: Queries): Promise<void> {
    const now = seconds(this.#clock)
    if (now < this.#noncesDue) return
    this.#noncesDue = now + NONCES_EVERY
    await dropNonces(on, oldestRemembered(now, this.#window))
    if (now < this.#clientsDue) return
    this.#clientsDue = now + CLIENTS_EVERY
    await dropClients(on, oldestRemembered(now, this.#window))
  }
}

/** The latest timestamp that each client brings. */
function latestOf(uses: readonly HashedUse[]): readonly HashedTime[] {
  const latest = new Map<string, number>()
  for (const { client, timestamp } of uses) latest.set(client, Math.max(timestamp, latest.get(client) ?? 0))
  return [...latest]
}
