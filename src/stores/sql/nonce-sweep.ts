import type { NonceWindow } from '../../core/ports/admission.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import { oldestRemembered } from '../nonce-keys.js'
import { dropClients, dropNonces } from './nonce-queries.js'
import type { Queries, Sql } from './sql.js'

/** How many seconds apart nonces are deleted, and clients. */
const NONCES_EVERY = 1
const CLIENTS_EVERY = 60

/**
 * Gives what deletes, when it is due, what no longer needs to be remembered. It comes last in a unit of writes: what
 * waits for nobody while it holds rows cannot end in a deadlock.
 */
export function createNonceSweep(kind: Sql['kind'], window: NonceWindow, clock: Clock): (on: Queries) => Promise<void> {
  let noncesDue = 0
  let clientsDue = 0
  return async (on) => {
    const now = seconds(clock)
    if (now < noncesDue) return
    noncesDue = now + NONCES_EVERY
    await dropNonces(on, oldestRemembered(now, window))
    if (now < clientsDue) return
    clientsDue = now + CLIENTS_EVERY
    await dropClients(on, kind, oldestRemembered(now, window))
  }
}
