import type { IncomingMessage } from 'node:http'
import type { ApiError } from '../../core/api-error.js'
import type { FaultStatus, StatusSetting } from '../../core/dialect/status.js'
import type { Dialect } from '../../core/dialect.js'
import { refusalHeaders } from '../shared/limit-headers.js'
import type { Headers } from '../shared/reply.js'
import { allowedVerbs, isCallVerb } from './verbs.js'

/** The HTTP status of a fault; 405 for an unknown verb in every dialect. */
export function faultStatus(
  error: ApiError,
  req: IncomingMessage,
  statusOf: FaultStatus,
  setting: StatusSetting,
): number {
  return isCallVerb(req.method) ? statusOf(error, setting) : 405
}

/**
 * The headers of a fault: `Allow` with the status 405 (RFC 9110 section 15.5.6), with 401 the challenge of the dialect
 * (section 15.5.2).
 */
export function faultHeaders(
  error: ApiError,
  status: number,
  req: IncomingMessage,
  { challenge }: Dialect['credentials'],
): Headers {
  const retry = refusalHeaders(error)
  if (status === 401 && challenge !== undefined) return [...retry, 'WWW-Authenticate', challenge]
  if (!isCallVerb(req.method)) return [...retry, 'Allow', allowedVerbs]
  return error.fault === 'post-required' ? [...retry, 'Allow', 'POST, OPTIONS'] : retry
}
