import { type ApiError, apiError, type ErrorDetails } from '../../core/api-error.js'
import type { FaultName } from '../../core/errors.js'
import type { Fail, FaultTitles } from '../../core/method-spec.js'
import { isObject } from '../../core/schema/pick-branch.js'
import type { UpstreamResponse } from '../client/upstream-client.js'
import { UpstreamError, type UpstreamFailure } from '../client/upstream-error.js'
import type { DeclaredFault } from './operation.js'

/** The code of a request that the service refused, and of a fault of the service, where it declares none of them. */
export const refusedCode = 98
export const faultCode = 99

/** The titles of a method's own faults. */
export function faultTitles(faults: readonly DeclaredFault[]): FaultTitles {
  return {
    [refusedCode]: 'Refused by the service',
    [faultCode]: 'Fault of the service',
    ...Object.fromEntries(faults.map(({ code, title }) => [code, title])),
  }
}

/** Finds the declared fault of a status: its own, else that of its range, such as `4XX`. */
function declaredFor(status: number, faults: readonly DeclaredFault[]): DeclaredFault | undefined {
  const range = `${String(status)[0]}XX`
  return faults.find((fault) => fault.status === String(status)) ?? faults.find(({ status: one }) => one === range)
}

/** What a failure means to the client, and whether the method writes. */
interface FaultContext {
  readonly service: string
  readonly faults: readonly DeclaredFault[]
  readonly writes: boolean
}

/** Reads the fault of an answer whose status is no success. The service's own text is public only where the fault says so. */
export async function readFault(
  response: UpstreamResponse,
  context: FaultContext,
  fail: Fail<FaultTitles>,
): Promise<ApiError> {
  const { status } = response
  const declared = declaredFor(status, context.faults)
  if (declared !== undefined) {
    const detail = declared.detail ? await readDetail(response) : undefined
    if (!declared.detail) response.discard()
    return fail(declared.code, detail, [], status)
  }
  response.discard()
  const reason = `${context.service} answered ${status}`
  if (status === 429 || status === 503) {
    const retryAfter = retryAfterOf(response) ?? 1
    return apiError('service-unavailable', { detail: busy, reason, service: context.service, retryAfter })
  }
  const fault = faultOf(status)
  if (fault !== undefined)
    return apiError(fault, { ...outcome(fault, context.writes), reason, service: context.service })
  return status < 500 ? fail(refusedCode, undefined, [], status) : fail(faultCode, undefined, [], 502)
}

const busy = 'The service behind the gateway is too busy; try again later'

/**
 * The shared fault of an undeclared status. 401, 403 and 407 refuse the gateway's own credentials, of which the caller knows nothing; any
 * other 1xx to 3xx is no answer at all.
 */
function faultOf(status: number): FaultName | undefined {
  if (status === 504 || status === 408) return 'upstream-timed-out'
  return status < 400 || status === 401 || status === 403 || status === 407 || status === 502
    ? 'upstream-failed'
    : undefined
}

/** Seconds of a Retry-After header (RFC 9110 section 10.2.3), at most an hour; undefined without a valid one. */
function retryAfterOf(response: UpstreamResponse): number | undefined {
  const text = response.header('retry-after') ?? ''
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - Date.now()) / 1000)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 3600) : undefined
}

/** The longest detail of a service that is passed on, in UTF-16 units. */
const longestDetail = 200

/** Reads the service's own text about a fault: the message of a JSON answer, or a plain text, cleaned and cut. */
async function readDetail(response: UpstreamResponse): Promise<string | undefined> {
  const type = response.header('content-type') ?? ''
  const bytes = await response.bytes()
  const text = Buffer.from(bytes).toString('utf8')
  const found = /json/i.test(type) ? messageIn(text) : /^text\/plain/i.test(type) ? text : undefined
  // Controls and line breaks become spaces, since the detail stands in one line of every envelope.
  const clean = found?.replace(/[\p{Cc}\p{Cs}\ufffe\uffff\s]+/gu, ' ').trim()
  // A cut amid a surrogate pair would leave half a character.
  return clean === undefined || clean === '' ? undefined : clean.slice(0, longestDetail).replace(/[\ud800-\udbff]$/, '')
}

/** The members that services give their message in, in the order of preference. RFC 9457 has `detail` and `title`. */
const messageNames = ['detail', 'message', 'error_description', 'title', 'error', 'reason']

function messageIn(text: string): string | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof parsed === 'string') return parsed
  if (!isObject(parsed)) return undefined
  const inner = memberOf(parsed, 'error')
  return messageOf(isObject(inner) ? inner : parsed)
}

function messageOf(object: Readonly<Record<string, unknown>>): string | undefined {
  return messageNames.map((name) => memberOf(object, name)).find((value) => typeof value === 'string')
}

function memberOf(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

const faultsOfFailures: Readonly<Record<UpstreamFailure, FaultName>> = {
  connect: 'upstream-failed',
  address: 'upstream-failed',
  reset: 'upstream-failed',
  'too-large': 'upstream-failed',
  unreadable: 'upstream-failed',
  timeout: 'upstream-timed-out',
  unavailable: 'service-unavailable',
}

/** Maps the failure of a request to a fault; any other error is returned as it is. */
export function faultOfError(thrown: unknown, { service, writes }: Pick<FaultContext, 'service' | 'writes'>): unknown {
  if (!(thrown instanceof UpstreamError)) return thrown
  const { failure, maybeSent, retryAfter } = thrown
  const fault = faultsOfFailures[failure]
  const details: ErrorDetails = failure === 'unavailable' ? { detail: busy } : outcome(fault, writes && maybeSent)
  return apiError(fault, {
    ...details,
    reason: thrown.message,
    service,
    cause: thrown,
    ...(retryAfter !== undefined && { retryAfter }),
  })
}

/** What a client should know of a call that failed: whether it may have changed something. */
function outcome(fault: FaultName, maybeChanged: boolean): ErrorDetails {
  const what = fault === 'upstream-timed-out' ? 'took too long' : 'gave no usable answer'
  const next = maybeChanged
    ? 'It may have changed something all the same; look before you repeat it'
    : 'Try again later'
  return { detail: `The service behind the gateway ${what}. ${next}.` }
}
