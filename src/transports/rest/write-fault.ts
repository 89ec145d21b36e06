import type { IncomingMessage } from 'node:http'
import type { ApiError } from '../../core/api-error.js'
import { semanticStatus } from '../shared/http-status.js'
import { refusalHeaders } from '../shared/limit-headers.js'
import type { Headers } from '../shared/reply.js'
import { allowedVerbs, isCallVerb } from './verbs.js'

/** How faults map to HTTP statuses: always 200, as old clients want, or by their meaning (the setting HTTP_STATUS). */
export type StatusPolicy = 'legacy' | 'semantic'

/** The HTTP status of a fault. A verb that REST does not know is 405 in either policy. */
export function faultStatus(error: ApiError, req: IncomingMessage, policy: StatusPolicy): number {
  if (!isCallVerb(req.method)) return 405
  return policy === 'legacy' ? 200 : semanticStatus(error)
}

/** The headers that a fault adds: with the status 405 the verbs that would do (RFC 9110 section 15.5.6). */
export function faultHeaders(error: ApiError, req: IncomingMessage): Headers {
  const retry = refusalHeaders(error)
  if (!isCallVerb(req.method)) return [...retry, 'Allow', allowedVerbs]
  return error.fault === 'post-required' ? [...retry, 'Allow', 'POST, OPTIONS'] : retry
}
