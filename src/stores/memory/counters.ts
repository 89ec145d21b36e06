import { type Meter, type Reading, readMeter } from '../../core/limits/meter.js'
import type { Allowance, Bucket } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'

/** What became of buckets that were to be counted. */
export interface Count {
  /** The first bucket that has no room. */
  readonly refused: Bucket | undefined
  /** Seconds after which there is room; 0 where there is. */
  readonly retryAfter: number
  readonly allowances: readonly Allowance[]
}

/** Counts calls in this process. */
export interface Counters {
  /** Counts a call in all buckets, or in none where one of them has no room. */
  take(buckets: readonly Bucket[]): Count
  /** Takes back what was counted for a call that was refused afterwards. */
  giveBack(buckets: readonly Bucket[]): void
}

/** After how many calls what says nothing any more is dropped. */
const SWEEP = 10_000

/** Makes counters that live as long as this process. */
export function createCounters(clock: Clock): Counters {
  const metersOf = new Map<string, (Meter | undefined)[]>()
  let calls = 0

  const find = ({ subject, key }: Bucket): (Meter | undefined)[] | undefined => metersOf.get(`${subject} ${key}`)
  const keep = ({ subject, key }: Bucket, meters: (Meter | undefined)[]) => metersOf.set(`${subject} ${key}`, meters)
  const sweep = (now: number) => {
    for (const [name, meters] of metersOf) {
      if (meters.every((meter) => meter === undefined || meter.until <= now)) metersOf.delete(name)
    }
  }

  return {
    take(buckets) {
      const now = clock.now()
      if (++calls % SWEEP === 0) sweep(now)
      const readings = buckets.map((bucket) => {
        const meters = find(bucket)
        return bucket.limits.map((limit, index) => readMeter(limit, meters?.[index], bucket.cost, now))
      })
      const wait = Math.max(0, ...readings.flat().map((reading) => reading.wait))
      const refused = buckets.find((_, index) => readings[index]?.some(({ next }) => next === undefined))
      if (refused === undefined) {
        buckets.forEach(
          (bucket, index) =>
            void keep(
              bucket,
              (readings[index] ?? []).map(({ next }) => next),
            ),
        )
      }
      return { refused, retryAfter: wait / 1000, allowances: tightest(buckets, readings) }
    },
    giveBack(buckets) {
      for (const bucket of buckets) {
        const meters = find(bucket) ?? []
        bucket.limits.forEach(({ flows, count, window }, index) => {
          const meter = meters[index]
          if (meter === undefined) return
          const value = meter.value - bucket.cost * (flows ? (window * 1000) / count : 1)
          meters[index] = { value, until: flows ? value : meter.until }
        })
      }
    },
  }
}

/** Of each bucket the limit that leaves the least, or that has no room. */
function tightest(buckets: readonly Bucket[], readings: readonly (readonly Reading[])[]): Allowance[] {
  return buckets.flatMap(({ subject, limits }, index): Allowance[] => {
    let found: Allowance | undefined
    let longest = -1
    limits.forEach((limit, at) => {
      const reading = readings[index]?.[at]
      if (reading === undefined) return
      const { remaining, reset, wait } = reading
      if (found === undefined || wait > longest || (wait === longest && remaining < found.remaining)) {
        found = { subject, limit, remaining, reset: Math.ceil(reset / 1000) }
        longest = wait
      }
    })
    return found === undefined ? [] : [found]
  })
}
