import { type LimitCheck, type Meter, readMeter, refillMeter } from '../../core/limits/meter.js'
import type { Bucket, RateLimitStatus, Verdict } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { counterName } from '../counter-name.js'
import { refusal } from '../refusal.js'

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
  const metersOf = new Map<string, (Meter | undefined)[]>()
  let calls = 0

  const find = (bucket: Bucket): (Meter | undefined)[] | undefined => metersOf.get(counterName(bucket))
  const store = (bucket: Bucket, checks: readonly LimitCheck[]): void => {
    const meters = checks.map(({ next }) => next)
    metersOf.set(counterName(bucket), meters)
  }
  const sweep = (now: number) => {
    for (const [name, meters] of metersOf) {
      if (meters.every((meter) => meter === undefined || meter.ends <= now)) metersOf.delete(name)
    }
  }

  return {
    take(buckets) {
      if (buckets.length === 0) return unlimited
      const now = clock.now() * 1000
      if (++calls % SWEEP === 0) sweep(now)
      const checks = buckets.map((bucket) => {
        const meters = find(bucket)
        return bucket.limits.map((limit, index) => readMeter(limit, meters?.[index], bucket.cost, now))
      })
      const allowances = tightest(buckets, checks)
      const refused = checks.findIndex((ofBucket) => ofBucket.some(({ next }) => next === undefined))
      const bucket = buckets[refused]
      if (bucket !== undefined) {
        const wait = Math.max(...checks.flat().map((check) => check.wait))
        return refusal(bucket, allowances[refused], wait / 1_000_000)
      }
      buckets.forEach((one, index) => void store(one, checks[index] ?? []))
      return { admitted: true, allowances }
    },
    giveBack(buckets) {
      for (const bucket of buckets) {
        const meters = find(bucket) ?? []
        bucket.limits.forEach((limit, index) => {
          const meter = meters[index]
          if (meter !== undefined) meters[index] = refillMeter(limit, meter, bucket.cost)
        })
      }
    },
  }
}

/** The tightest limit of each bucket: the one with the longest wait, then with the fewest calls remaining. */
function tightest(buckets: readonly Bucket[], checks: readonly (readonly LimitCheck[])[]): RateLimitStatus[] {
  return buckets.flatMap(({ subject, limits }, index): RateLimitStatus[] => {
    let found: RateLimitStatus | undefined
    let longest = -1
    limits.forEach((limit, at) => {
      const check = checks[index]?.[at]
      if (check === undefined) return
      const { remaining, reset, wait } = check
      if (found === undefined || wait > longest || (wait === longest && remaining < found.remaining)) {
        found = { subject, limit, remaining, reset: Math.ceil(reset / 1_000_000) }
        longest = wait
      }
    })
    return found === undefined ? [] : [found]
  })
}
