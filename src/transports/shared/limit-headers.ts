import type { ApiError } from '../../core/api-error.js'
import type { Limit } from '../../core/limits/limit.js'
import type { RateLimitStatus } from '../../core/ports/admission.js'
import { memo } from './memo.js'
import type { Headers } from './reply.js'

const none: Headers = []

/** The RateLimit headers (draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4). */
export function limitHeaders(allowances: readonly RateLimitStatus[]): Headers {
  if (allowances.length === 0) return none
  let policies = ''
  let states = ''
  for (const { subject, limit, remaining, reset } of allowances) {
    const separator = policies === '' ? '' : ', '
    policies += `${separator}"${subject}"${quotaOf(limit)}`
    states += `${separator}"${subject}";r=${remaining};t=${reset}`
  }
  return ['RateLimit-Policy', policies, 'RateLimit', states]
}

/** The parameters of a policy: quota and window in seconds. */
const quotaOf: (limit: Limit) => string = memo(({ count, window }) => `;q=${count};w=${window}`)

/** The headers of a refusal: Retry-After, and RateLimit for the limits that refused the call. */
export function refusalHeaders({ retryAfter, allowances }: ApiError): Headers {
  if (retryAfter === undefined) return none
  return ['Retry-After', String(Math.max(1, Math.ceil(retryAfter))), ...limitHeaders(allowances)]
}
