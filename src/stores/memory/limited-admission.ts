import type { Admission, Bucket, Verdict } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { createCounters } from './counters.js'

/** Combines counters of this process with a nonce store, which may be durable. */
export function createLimitedAdmission(nonces: Admission, clock: Clock): Admission {
  const counters = createCounters(clock)

  const afterNonce = (verdict: Verdict, buckets: readonly Bucket[], counted: Verdict): Verdict => {
    if (verdict.admitted) return counted
    counters.giveBack(buckets)
    return verdict
  }
  return {
    admit({ nonce, buckets = [] }) {
      if (buckets.length === 0) return nonces.admit({ nonce })
      const counted = counters.take(buckets)
      if (!counted.admitted || nonce === undefined) return counted
      return Promise.resolve(nonces.admit({ nonce })).then(
        (verdict) => afterNonce(verdict, buckets, counted),
        (error) => {
          counters.giveBack(buckets)
          throw error
        },
      )
    },
    close: () => nonces.close(),
  }
}
