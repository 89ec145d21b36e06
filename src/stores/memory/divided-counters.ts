import type { Bucket, Verdict } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { type Counters, createCounters } from './counters.js'

/** Counts in this process what several processes would otherwise count together: each may admit its part. */
export function createDividedCounters(clock: Clock, processes: () => number): Counters {
  const counters = createCounters(clock)
  const part = (bucket: Bucket): Bucket => {
    const among = processes()
    const limits = bucket.limits.map((limit) => ({ ...limit, count: Math.max(1, Math.floor(limit.count / among)) }))
    return { ...bucket, limits }
  }
  return {
    take: (buckets): Verdict => counters.take(buckets.map(part)),
    giveBack: (buckets) => counters.giveBack(buckets.map(part)),
  }
}
