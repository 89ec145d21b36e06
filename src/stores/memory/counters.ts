import { type LimitCheck, type Meter, readMeter, refillMeter } from '../../core/limits/meter.js'
import type { Bucket, RateLimitStatus, Verdict } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { counterName } from '../counter-name.js'
import { refusal } from '../refusal.js'

/** Counts calls in this process. */
export interface Counters {
  /** Counts a call in all buckets, or in none where one of them has no room. */
  take(buckets: readonly Bucket[]): Verdict
  /** Takes back what was counted for a call that was refused afterwards. */
  giveBack(buckets: readonly Bucket[]): void
}

const unlimited: Verdict = { admitted: true, allowances: [] }

/** After how many calls what says nothing any more is dropped. */
const SWEEP = 10_000

/** Makes counters that live as long as this process. */
export function createCounters(clock: Clock): Counters {
  const metersOf = new Map<string, (Meter | undefined)[]>()
  let calls = 0

  const find = (bucket: Bucket): (Meter | undefined)[] | undefined => metersOf.get(counterName(bucket))
  const keep = (bucket: Bucket, readings: readonly LimitCheck[]): void => {
    const meters = readings.map(({ next }) => next)
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
      const readings = buckets.map((bucket) => {
        const meters = find(bucket)
        return bucket.limits.map((limit, index) => readMeter(limit, meters?.[index], bucket.cost, now))
      })
      const allowances = tightest(buckets, readings)
      const refused = readings.findIndex((ofBucket) => ofBucket.some(({ next }) => next === undefined))
      const bucket = buckets[refused]
      if (bucket !== undefined) {
        const wait = Math.max(...readings.flat().map((reading) => reading.wait))
        return refusal(bucket, allowances[refused], wait / 1_000_000)
      }
      buckets.forEach((one, index) => void keep(one, readings[index] ?? []))
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

/** Of each bucket the limit that leaves the least, or that has no room. */
function tightest(buckets: readonly Bucket[], readings: readonly (readonly LimitCheck[])[]): RateLimitStatus[] {
  return buckets.flatMap(({ subject, limits }, index): RateLimitStatus[] => {
    let found: RateLimitStatus | undefined
    let longest = -1
    limits.forEach((limit, at) => {
      const reading = readings[index]?.[at]
      if (reading === undefined) return
      const { remaining, reset, wait } = reading
      if (found === undefined || wait > longest || (wait === longest && remaining < found.remaining)) {
        found = { subject, limit, remaining, reset: Math.ceil(reset / 1_000_000) }
        longest = wait
      }
    })
    return found === undefined ? [] : [found]
  })
}
