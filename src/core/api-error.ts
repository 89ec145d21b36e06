import { type FaultName, faultTable } from './errors.js'
import type { RateLimitStatus } from './ports/admission.js'

/** The details of an {@link ApiError}. */
export interface ErrorDetails {
  /** The subject of the title, such as the names of missing parameters; written after it. */
  readonly subject?: string
  /** A public sentence that says how to correct the call. Never a secret, an SQL text or a stack. */
  readonly detail?: string
  /** The thrown error, for the log only. */
  readonly cause?: unknown
  /** The reason in fixed words, for the call line only, if clients must not get it. */
  readonly reason?: string
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number
  /** The state of the limits that refused the call. */
  readonly allowances?: readonly RateLimitStatus[]
  /** The store that was unavailable, for metrics. */
  readonly store?: Store
  /** The service behind the gateway that failed, for the log. */
  readonly service?: string
  /** The parameters that are wrong. */
  readonly parameters?: readonly ParameterProblem[]
  /** The HTTP status that a service behind the gateway gave, for a fault of the method's own. */
  readonly status?: number
}

/** A parameter that a call lacks, or that has a value which the method does not take. */
export interface ParameterProblem {
  readonly name: string
  readonly reason: 'missing' | 'invalid'
}

/** The kinds of stores that can be unavailable. */
export type Store = 'sql' | 'redis'

/** A fault of a method's own. */
export interface MethodFault {
  /** 1 to 99. */
  readonly code: number
  readonly title: string
}

/** A fault of the error table or of a method's own, with details for the client and for the log. */
export class ApiError extends Error {
  /** Its name in the error table; undefined for a method's own faults. */
  readonly fault: FaultName | undefined
  /** The gateway's own number, or 1 to 99 for a method's own faults; what clients read is the dialect's. */
  readonly code: number
  /** The subject of the title, if it has one. */
  readonly subject: string | undefined
  /** The public sentence beside the title, where there is one. */
  readonly detail: string | undefined
  /** The reason, for the call line; never a secret. */
  readonly reason: string
  /** Seconds after which a retry makes sense, where that is known. */
  readonly retryAfter: number | undefined
  /** The state of the limits that refused the call. */
  readonly allowances: readonly RateLimitStatus[]
  /** The store that was unavailable, if that is the cause. */
  readonly store: Store | undefined
  /** The service behind the gateway that failed, if that is the cause. */
  readonly service: string | undefined
  /** The wrong parameters, if the fault concerns parameters. */
  readonly parameters: readonly ParameterProblem[]
  /** The HTTP status that a service behind the gateway gave; undefined for other faults. */
  readonly status: number | undefined

  constructor(fault: FaultName | MethodFault, details: ErrorDetails = {}) {
    const { cause, subject, retryAfter, allowances = [], store, service, parameters = [], status } = details
    const { code, title } = typeof fault === 'string' ? faultTable[fault] : fault
    const detail = details.detail === undefined ? undefined : shorten(details.detail)
    super(withSubject(title, subject), cause === undefined ? undefined : { cause })
    this.name = 'ApiError'
    this.fault = typeof fault === 'string' ? fault : undefined
    this.code = code
    this.subject = subject
    this.detail = detail
    this.reason = shorten(details.reason ?? detail ?? this.message)
    this.retryAfter = retryAfter
    this.allowances = allowances
    this.store = store
    this.service = service
    this.parameters = parameters
    this.status = status
  }

  /** Takes anything thrown and gives an ApiError: itself, or `service-error` with the thrown value as the cause. */
  static from(thrown: unknown): ApiError {
    return thrown instanceof ApiError ? thrown : apiError('service-error', { cause: thrown })
  }
}

/** The longest sentence about a fault, in UTF-16 units: details quote names and types that clients choose. */
const longestSentence = 400

/** Shortens a sentence, so that clients cannot fill answers and the log with their input. */
function shorten(sentence: string): string {
  if (sentence.length <= longestSentence) return sentence
  return `${sentence.slice(0, longestSentence - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** A title with its subject. */
export function withSubject(title: string, subject: string | undefined): string {
  return subject === undefined ? title : `${title}: ${subject}`
}

/** Makes an error of the error table. */
export function apiError(fault: FaultName, details?: ErrorDetails): ApiError {
  return new ApiError(fault, details)
}

/** Makes the fault `request-malformed` with a sentence that says what is wrong. */
export function malformed(detail: string, cause?: unknown): ApiError {
  return apiError('request-malformed', cause === undefined ? { detail } : { detail, cause })
}

/** The problem of parameters with values that are not taken. */
export function invalid(...names: readonly string[]): readonly ParameterProblem[] {
  return names.map((name) => ({ name, reason: 'invalid' }))
}

/** Makes the fault `request-malformed` about one parameter or several. */
export function malformedParameter(detail: string, ...names: readonly string[]): ApiError {
  return apiError('request-malformed', { detail, parameters: invalid(...names) })
}

/** Makes the fault `maintenance`. Its end is unknown, so clients are asked to retry after a minute. */
export function underMaintenance(): ApiError {
  return apiError('maintenance', { retryAfter: 60 })
}

/** Whether a fault is the gateway's: an unexpected error, maintenance, or an unavailable store. */
export function isGatewayFault({ fault }: ApiError): boolean {
  return fault !== undefined && faultTable[fault].party === 'gateway'
}
