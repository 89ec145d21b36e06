/** The upper bounds of the buckets in seconds: most calls take less than a millisecond, a few wait two seconds for a store. */
export const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Observed durations: the number of calls in each bucket, the last one (`+Inf`) without an upper bound. */
export interface Times {
  readonly buckets: number[]
  /** Seconds of all calls together. */
  sum: number
}

/** Times without an observation. */
export function startTimes(): Times {
  return { buckets: new Array<number>(bounds.length + 1).fill(0), sum: 0 }
}

/** Observes one call. */
export function observe(times: Times, seconds: number): void {
  let bucket = 0
  while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket++
  times.buckets[bucket] = (times.buckets[bucket] ?? 0) + 1
  times.sum += seconds
}

/** Adds the observations of `other`. */
export function addTimes(times: Times, other: Times): void {
  for (const [bucket, calls] of other.buckets.entries()) times.buckets[bucket] = (times.buckets[bucket] ?? 0) + calls
  times.sum += other.sum
}
