import { setImmediate } from 'node:timers/promises'
import type { Admission, NonceUse, NonceWindow, Verdict } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { type NonceKeys, nonceKeys } from '../nonce-keys.js'
import { type HashedTime, keepFresh, raiseLatest } from './nonce-queries.js'
import { createNonceSweep } from './nonce-sweep.js'
import type { Queries, Sql } from './sql.js'

/** A use that waits for its verdict. */
interface Waiting {
  readonly use: NonceUse
  readonly keys: NonceKeys
  resolve(verdict: Verdict): void
  reject(error: unknown): void
}

const admitted: Verdict = { admitted: true }

/**
 * Remembers nonces in SQL. Calls that arrive while others are being written are written together afterwards: in one
 * unit with two queries, whatever their number.
 */
export function createSqlAdmission(sql: Sql, window: NonceWindow, clock: Clock): Admission {
  const sweep = createNonceSweep(sql.kind, window, clock)
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
      const verdicts = await sql.write(async (on) => {
        // Who takes part is decided when the turn of this unit has come, not when it was queued.
        batch = takeWaiting()
        const judged = await judge(on, sql.kind, batch, window.tolerance)
        await sweep(on)
        return judged
      })
      for (const [{ resolve }, verdict] of verdicts) resolve(verdict)
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
      if (use === undefined) return Promise.resolve(admitted)
      return new Promise((resolve, reject) => {
        waiting.push({ use, keys: nonceKeys(use), resolve, reject })
        working ??= work()
      })
    },
    async close() {
      await working
    },
  }
}

/** A call and what becomes of it. */
type Judged = readonly [Waiting, Verdict]

/**
 * Judges calls that came together as if they had come in the order of their timestamps, so that none of them is too
 * old because of another. A replay was accepted before, so it can raise no timestamp.
 */
async function judge(
  on: Queries,
  kind: Sql['kind'],
  batch: readonly Waiting[],
  tolerance: number,
): Promise<readonly Judged[]> {
  const before = await raiseLatest(on, kind, latestOf(batch))
  const isOld = ({ keys, use }: Waiting) => use.timestamp < (before.get(keys.client) ?? 0) - tolerance
  const young = batch.filter((call) => !isOld(call))
  const fresh = await keepFresh(
    on,
    kind,
    young.map(({ keys, use }) => [keys.nonce, use.timestamp]),
  )
  return batch.map((call): Judged => {
    if (isOld(call)) return [call, { admitted: false, code: 134 }]
    // The first of several with one nonce takes it.
    return [call, fresh.delete(call.keys.nonce) ? admitted : { admitted: false, code: 133 }]
  })
}

/** The latest timestamp that each client of a batch brings. */
function latestOf(batch: readonly Waiting[]): readonly HashedTime[] {
  const latest = new Map<string, number>()
  for (const { keys, use } of batch) latest.set(keys.client, Math.max(use.timestamp, latest.get(keys.client) ?? 0))
  return [...latest]
}
