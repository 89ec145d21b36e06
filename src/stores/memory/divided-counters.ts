import type { Bucket, Verdict } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { type Counters, createCounters } from './counters.js'

/** Counters whose limits are divided by the number of processes, for processes that have no shared counters. */
export function createDividedCounters(clock: Clock, processes: () => number): Counters {
  const counters = createCounters(clock)
  const divide = (bucket: Bucket): Bucket => {
    const divisor = processes()
    const limits = bucket.limits.map((limit) => ({ ...limit, count: Math.max(1, Math.floor(limit.count / divisor)) }))
    return { ...bucket, limits }
  }
  return {
    take: (buckets): Verdict => counters.take(buckets.map(divide)),
    giveBack: (buckets) => counters.giveBack(buckets.map(divide)),
  }
}
