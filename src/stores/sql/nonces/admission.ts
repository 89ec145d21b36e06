import { setImmediate } from 'node:timers/promises'
import { type Admission, admitted, type NonceWindow, type Verdict } from '../../../core/ports/admission.js'
import type { Clock } from '../../../core/ports/clock.js'
import { nonceKeys } from '../../nonce-keys.js'
import type { Sql } from '../engine/sql.js'
import type { HashedUse, NonceKeeper } from './nonce-keeper.js'
import { NonceLog } from './nonce-log.js'
import { NonceRows } from './nonce-rows.js'

/** A use that waits for its verdict. */
interface Waiting extends HashedUse {
  resolve(verdict: Verdict): void
  reject(error: unknown): void
}

/**
 * Remembers nonces in SQL. Calls that arrive while others are being written are written together afterwards, in one
 * unit.
 */
export function createSqlAdmission(sql: Sql, window: NonceWindow, clock: Clock): Admission {
  const keeper: NonceKeeper = sql.kind === 'sqlite' ? new NonceLog(window, clock) : new NonceRows(window, clock)
  let waiting: Waiting[] = []
  let working: Promise<void> | undefined

  const takeWaiting = (): readonly Waiting[] => {
    const taken = waiting
    waiting = []
    return taken
  }
  const writeTogether = async (): Promise<void> => {
    let batch: readonly Waiting[] | undefined
    try {
      await keeper.prepare?.(sql.read)
      const verdicts = await sql.write((on) => {
        // Who takes part is decided when the turn of this unit has come, not when it was queued.
        batch = takeWaiting()
        return keeper.judge(on, batch)
      })
      for (const [index, verdict] of verdicts.entries()) batch?.[index]?.resolve(verdict)
    } catch (error) {
      for (const { reject } of batch ?? takeWaiting()) reject(error)
    }
  }
  /** Resolves when a turn of the event loop has brought no more: each one that still joins costs hardly anything. */
  const arrivals = async (): Promise<void> => {
    for (let seen = 0; waiting.length > seen; ) {
      seen = waiting.length
      await setImmediate()
    }
  }
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      await arrivals()
      await writeTogether()
    }
    working = undefined
  }
  return {
    admit: ({ nonce: use }) => {
      if (use === undefined) return admitted
      const { client, nonce } = nonceKeys(use)
      return new Promise((resolve, reject) => {
        waiting.push({ client, nonce, timestamp: use.timestamp, resolve, reject })
        working ??= work()
      })
    },
    async close() {
      await working
    },
  }
}
