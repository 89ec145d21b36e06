import type { ApiError } from '../../core/api-error.js'
import type { RateLimitStatus } from '../../core/ports/admission.js'
import type { Headers } from './reply.js'

const none: Headers = []

/** The RateLimit headers (draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4). */
export function limitHeaders(allowances: readonly RateLimitStatus[]): Headers {
  if (allowances.length === 0) return none
  const policies = allowances.map(({ subject, limit }) => `"${subject}";q=${limit.count};w=${limit.window}`)
  const states = allowances.map(({ subject, remaining, reset }) => `"${subject}";r=${remaining};t=${reset}`)
  return ['RateLimit-Policy', policies.join(', '), 'RateLimit', states.join(', ')]
}

/** The headers of a refusal: Retry-After, and RateLimit for the limits that refused the call. */
export function refusalHeaders({ retryAfter, allowances }: ApiError): Headers {
  if (retryAfter === undefined) return none
  return ['Retry-After', String(Math.max(1, Math.ceil(retryAfter))), ...limitHeaders(allowances)]
}
