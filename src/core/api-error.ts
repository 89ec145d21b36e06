import { type CommonCode, errorTable } from './errors.js'
import type { RateLimitStatus } from './ports/admission.js'

/** What an {@link ApiError} may carry beside its code. */
export interface ErrorDetails {
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
}

/** The kinds of stores that can be away. */
export type Store = 'sql' | 'redis'

/** The one error class: a code, its public title, and what only the log may see. */
export class ApiError extends Error {
  /** A code of the shared table, or 1 to 99 for a method's own faults. */
  readonly code: number
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

  constructor(code: number, title: string, details: ErrorDetails = {}) {
    const { cause, retryAfter, allowances = [], store } = details
    const detail = details.detail === undefined ? undefined : shorten(details.detail)
    super(title, cause === undefined ? undefined : { cause })
    this.name = 'ApiError'
    this.code = code
    this.detail = detail
    this.reason = shorten(details.reason ?? detail ?? title)
    this.retryAfter = retryAfter
    this.allowances = allowances
    this.store = store
  }

  /** Takes anything thrown and gives an ApiError: itself, or 500 with the thrown value as the cause. */
  static from(thrown: unknown): ApiError {
    return thrown instanceof ApiError ? thrown : apiError(500, { cause: thrown })
  }
}

/** The longest sentence about a fault, in UTF-16 units: details quote names and types that clients choose. */
const longestSentence = 400

/** Cuts a sentence, so that nobody fills answers and the log with what they send. */
function shorten(sentence: string): string {
  if (sentence.length <= longestSentence) return sentence
  return `${sentence.slice(0, longestSentence - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** Makes an error of the shared table. */
export function apiError(code: CommonCode, details?: ErrorDetails): ApiError {
  return new ApiError(code, errorTable[code].title, details)
}

/** Makes the error 123 with a sentence that says what is wrong. */
export function malformed(detail: string, cause?: unknown): ApiError {
  return apiError(123, cause === undefined ? { detail } : { detail, cause })
}

/** Makes the error 501. How long it takes nobody can know; clients need not ask more often than once a minute. */
export function underMaintenance(): ApiError {
  return apiError(501, { retryAfter: 60 })
}
