import { type FaultName, faultTable } from './errors.js'
import type { RateLimitStatus } from './ports/admission.js'

/** What an {@link ApiError} may carry beside its name. */
export interface ErrorDetails {
  /** What the title speaks of, such as the names of what is missing; written after it. */
  readonly subject?: string
  /** One public sentence that says what to mend. Never a secret, an SQL text or a stack. */
  readonly detail?: string
  /** What was thrown, for the log only. */
  readonly cause?: unknown
  /** Why in fixed words, for the call line only, where clients get no detail or another one. */
  readonly reason?: string
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number
  /** What is left of the limits that refused the call. */
  readonly allowances?: readonly RateLimitStatus[]
  /** Which store was away, for metrics. */
  readonly store?: Store
  /** The parameters that are wrong. */
  readonly parameters?: readonly ParameterProblem[]
}

/** A parameter that a call lacks, or that has a value which the method does not take. */
export interface ParameterProblem {
  readonly name: string
  readonly reason: 'missing' | 'invalid'
}

/** The kinds of stores that can be away. */
export type Store = 'sql' | 'redis'

/** A fault of a method's own. */
export interface MethodFault {
  /** 1 to 99. */
  readonly code: number
  readonly title: string
}

/** The one error class: a fault of the error table or of a method's own, and what only the log may see. */
export class ApiError extends Error {
  /** Its name in the error table; undefined for a method's own faults. */
  readonly fault: FaultName | undefined
  /** The gateway's own number, or 1 to 99 for a method's own faults; what clients read is the dialect's. */
  readonly code: number
  /** What the title speaks of, where it names something. */
  readonly subject: string | undefined
  /** The public sentence beside the title, where there is one. */
  readonly detail: string | undefined
  /** Why, for the call line; never a secret. */
  readonly reason: string
  /** Seconds after which a retry makes sense, where that is known. */
  readonly retryAfter: number | undefined
  /** What is left of the limits that refused the call. */
  readonly allowances: readonly RateLimitStatus[]
  /** The store that was away, where it is that. */
  readonly store: Store | undefined
  /** The parameters that are wrong, where it is about parameters. */
  readonly parameters: readonly ParameterProblem[]

  constructor(fault: FaultName | MethodFault, details: ErrorDetails = {}) {
    const { cause, subject, retryAfter, allowances = [], store, parameters = [] } = details
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
    this.parameters = parameters
  }

  /** Takes anything thrown and gives an ApiError: itself, or `service-error` with the thrown value as the cause. */
  static from(thrown: unknown): ApiError {
    return thrown instanceof ApiError ? thrown : apiError('service-error', { cause: thrown })
  }
}

/** The longest sentence about a fault, in UTF-16 units: details quote names and types that clients choose. */
const longestSentence = 400

/** Cuts a sentence, so that nobody fills answers and the log with what they send. */
function shorten(sentence: string): string {
  if (sentence.length <= longestSentence) return sentence
  return `${sentence.slice(0, longestSentence - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** A title with what it speaks of. */
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

/** Makes the fault `maintenance`. How long it takes nobody can know; clients need not ask more often than once a minute. */
export function underMaintenance(): ApiError {
  return apiError('maintenance', { retryAfter: 60 })
}

/** Whether a fault is the gateway's own: an unforeseen error, maintenance, or a store that is away. */
export function isGatewayFault({ fault }: ApiError): boolean {
  return fault !== undefined && faultTable[fault].party === 'gateway'
}
