import { setImmediate } from 'node:timers/promises'
import { type Admission, admitted, type NonceWindow, type Verdict } from '../../../core/ports/admission.js'
import type { Clock } from '../../../core/ports/clock.js'
import { nonceKeys } from '../../nonce-keys.js'
import type { Sql } from '../engine/sql.js'
import { NonceLog } from './nonce-log.js'
import { NonceRows } from './nonce-rows.js'
import type { HashedUse, NonceStorage } from './nonce-storage.js'

/** A use that waits for its verdict. */
interface QueuedUse extends HashedUse {
  resolve(verdict: Verdict): void
  reject(error: unknown): void
}

/**
 * Stores nonces in SQL. Calls that arrive while a batch is being written form the next batch, which is one unit of writes.
 */
export function createSqlAdmission(sql: Sql, window: NonceWindow, clock: Clock): Admission {
  const storage: NonceStorage = sql.kind === 'sqlite' ? new NonceLog(window, clock) : new NonceRows(window, clock)
  let queue: QueuedUse[] = []
  let running: Promise<void> | undefined

  const takeQueue = (): readonly QueuedUse[] => {
    const taken = queue
    queue = []
    return taken
  }
  const writeBatch = async (): Promise<void> => {
    let batch: readonly QueuedUse[] | undefined
    try {
      await storage.prepare?.(sql.read)
      const verdicts = await sql.write((on) => {
        // The queue is taken when the unit runs, not when it is queued, so that later calls join it.
        batch = takeQueue()
        return storage.judge(on, batch)
      })
      for (const [index, verdict] of verdicts.entries()) batch?.[index]?.resolve(verdict)
    } catch (error) {
      for (const { reject } of batch ?? takeQueue()) reject(error)
    }
  }
  /** Resolves after an event loop tick in which nothing was queued, since a larger batch costs little more. */
  const arrivals = async (): Promise<void> => {
    for (let length = 0; queue.length > length; ) {
      length = queue.length
      await setImmediate()
    }
  }
  const writeAll = async (): Promise<void> => {
    while (queue.length > 0) {
      await arrivals()
      await writeBatch()
    }
    running = undefined
  }
  return {
    admit: ({ nonce: use }) => {
      if (use === undefined) return admitted
      const { client, nonce } = nonceKeys(use)
      return new Promise((resolve, reject) => {
        queue.push({ client, nonce, timestamp: use.timestamp, resolve, reject })
        running ??= writeAll()
      })
    },
    async close() {
      await running
    },
  }
}
