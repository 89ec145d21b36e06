import type { Bucket, RateLimitStatus, Verdict } from '../core/ports/admission.js'

/** The verdict on a call that exceeds a bucket's limit. @param retryAfter seconds until the limit admits it */
export function refusal({ subject }: Bucket, allowance: RateLimitStatus | undefined, retryAfter: number): Verdict {
  const allowances = allowance === undefined ? [] : [allowance]
  return {
    admitted: false,
    fault: subject === 'address' ? 'address-over-limit' : 'application-over-limit',
    allowances,
    retryAfter,
  }
}
