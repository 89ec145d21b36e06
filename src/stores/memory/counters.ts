import type { Meter } from '../../core/limits/meter.js'
import type { Bucket, RateLimitStatus, Subject, Verdict } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { refusal } from '../refusal.js'
import { type Meters, MeterTable } from './meter-table.js'

/** Rate limit counters in the memory of this process. */
export interface Counters {
  /** Counts a call in all buckets, or in none where one of them is over its limit. */
  take(buckets: readonly Bucket[]): Verdict
  /** Reverts {@link take} for a call that was refused afterwards. */
  giveBack(buckets: readonly Bucket[]): void
}

const unlimited: Verdict = { admitted: true, allowances: [] }

/** After how many calls expired meters are deleted. */
const SWEEP = 10_000

/** Creates counters, all at zero. */
export function createCounters(clock: Clock): Counters {
  const table = new MeterTable()
  let calls = 0

  return {
    take(buckets) {
      if (buckets.length === 0) return unlimited
      const now = clock.now() * 1000
      if (++calls % SWEEP === 0) table.sweep(now)
      const checked: Meters[] = []
      const allowances: RateLimitStatus[] = []
      let refused: number | undefined
      let wait = 0
      for (const bucket of buckets) {
        const meters = table.of(bucket)
        const longest = checkAll(meters, bucket.cost, now)
        if (longest > 0) {
          refused ??= checked.length
          wait = Math.max(wait, longest)
        }
        checked.push(meters)
        const meter = tightest(meters)
        if (meter !== undefined) allowances.push(statusOf(bucket.subject, meter))
      }
      const over = refused === undefined ? undefined : buckets[refused]
      if (refused !== undefined && over !== undefined) return refusal(over, allowances[refused], wait / 1_000_000)
      for (const meters of checked) for (const meter of meters) meter.accept()
      return { admitted: true, allowances }
    },
    giveBack(buckets) {
      for (const bucket of buckets) for (const meter of table.of(bucket)) meter.giveBack(bucket.cost)
    },
  }
}

/** Checks a call against all limits of a bucket. @returns the longest wait in microseconds; 0 where none refuses it */
function checkAll(meters: Meters, cost: number, now: number): number {
  let longest = 0
  for (const meter of meters) {
    meter.check(cost, now)
    if (meter.wait > longest) longest = meter.wait
  }
  return longest
}

/** The meter of a bucket's tightest limit: the one with the longest wait, then with the fewest calls remaining. */
function tightest(meters: Meters): Meter | undefined {
  let found = meters[0]
  for (const meter of meters) {
    if (found === undefined || meter.wait > found.wait) found = meter
    else if (meter.wait === found.wait && meter.remaining < found.remaining) found = meter
  }
  return found
}

/** The state of a limit after a checked call. */
function statusOf(subject: Subject, { limit, remaining, reset }: Meter): RateLimitStatus {
  return { subject, limit, remaining, reset: Math.ceil(reset / 1_000_000) }
}
