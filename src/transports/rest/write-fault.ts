import type { IncomingMessage } from 'node:http'
import type { ApiError } from '../../core/api-error.js'
import type { FaultStatus, StatusSetting } from '../../core/dialect/status.js'
import type { Dialect } from '../../core/dialect.js'
import { refusalHeaders } from '../shared/limit-headers.js'
import type { Headers } from '../shared/reply.js'
import type { AddressVerbs } from './verbs.js'

/** The HTTP status of a fault; 405 for a verb that the address does not take, in every dialect. */
export function faultStatus(
  error: ApiError,
  { method }: IncomingMessage,
  verbs: AddressVerbs,
  statusOf: FaultStatus,
  setting: StatusSetting,
): number {
  return verbs.takes(method) ? statusOf(error, setting) : 405
}

/**
 * The headers of a fault: `Allow` with the status 405 (RFC 9110 section 15.5.6), with 401 the challenge of the dialect
 * (section 15.5.2).
 */
export function faultHeaders(
  error: ApiError,
  status: number,
  { method }: IncomingMessage,
  verbs: AddressVerbs,
  { challenge }: Dialect['credentials'],
): Headers {
  const retry = refusalHeaders(error)
  if (status === 401 && challenge !== undefined) return [...retry, 'WWW-Authenticate', challenge]
  if (!verbs.takes(method)) return [...retry, 'Allow', verbs.allowed()]
  return error.fault === 'post-required' ? [...retry, 'Allow', 'POST, OPTIONS'] : retry
}
