import type { Admission, Bucket, Verdict } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { type Count, createCounters } from './counters.js'

/** Admits calls by counters of this process, and by a memory of nonces that may outlive it. */
export function createLimitedAdmission(nonces: Admission, clock: Clock): Admission {
  const counters = createCounters(clock)

  const afterNonce = (verdict: Verdict, buckets: readonly Bucket[], count: Count): Verdict => {
    if (verdict.admitted) return { admitted: true, allowances: count.allowances }
    counters.giveBack(buckets)
    return verdict
  }
  return {
    admit({ nonce, buckets = [] }) {
      const count = counters.take(buckets)
      if (count.refused !== undefined) return refusal(count, count.refused)
      if (nonce === undefined) return { admitted: true, allowances: count.allowances }
      return Promise.resolve(nonces.admit({ nonce })).then(
        (verdict) => afterNonce(verdict, buckets, count),
        (error) => {
          counters.giveBack(buckets)
          throw error
        },
      )
    },
    close: () => nonces.close(),
  }
}

function refusal({ allowances, retryAfter }: Count, { subject }: Bucket): Verdict {
  const code = subject === 'address' ? 113 : 112
  return { admitted: false, code, allowances: allowances.filter((one) => one.subject === subject), retryAfter }
}
