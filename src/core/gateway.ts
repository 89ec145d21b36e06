import type { AnswerMeta } from './answer-meta.js'
import type { ApiError } from './api-error.js'
import type { Authenticated } from './auth/authenticate.js'
import type { Call, Client } from './call.js'
import type { Catalog, Snapshot } from './catalog.js'
import type { TakeFiles } from './files/take-files.js'
import type { MaybePromise } from './maybe-promise.js'
import type { MethodDescription } from './method-spec.js'
import type { RateLimitStatus } from './ports/admission.js'
import type { CallLog } from './ports/call-log.js'

/** The result of a method with the method, whose Shape renders it. The result may still have undeclared members. */
export interface Answer {
  readonly method: MethodDescription
  readonly result: unknown
  /** What the handler says of it beside the result; undefined where it says nothing. */
  readonly meta?: AnswerMeta | undefined
}

/** The outcome of a call: the rendered answer, or a fault. */
export type Outcome<Read extends Call, Rendered> = Answered<Read, Rendered> | Failed<Read>

/** A call that was answered. */
export interface Answered<Read extends Call, Rendered> {
  readonly call: Read | undefined
  readonly fault: undefined
  readonly answer: Rendered
  /** The state of the call's limits, for the RateLimit headers. */
  readonly rateLimits: readonly RateLimitStatus[]
}

/** A call that failed. */
export interface Failed<Read extends Call> {
  /** Undefined if it could not be read. */
  readonly call: Read | undefined
  readonly fault: ApiError
}

/**
 * Reads the call, after maintenance and the limit of the address were checked; may throw 121 to 124 and 102.
 *
 * @param snapshot the methods at the start of the call
 */
export type ReadCall<Read extends Call = Call> = (snapshot: Snapshot) => MaybePromise<Read>

/** Renders an answer in a format of a protocol. Throws if the result does not fit its Shape. */
export type RenderAnswer<Rendered> = (answer: Answer) => Rendered

/** The pipeline that all protocols share. It alone decides about limits, authentication, permissions and parameters. */
export interface Gateway {
  readonly catalog: Pick<Catalog, 'current'>
  /**
   * Runs a call. Never throws or rejects: every error, one of rendering included, is returned as an ApiError.
   *
   * @returns a plain value if nothing was asynchronous
   */
  call<Read extends Call, Rendered>(
    client: Client,
    read: ReadCall<Read>,
    render: RenderAnswer<Rendered>,
    options?: CallOptions,
  ): MaybePromise<Outcome<Read, Rendered>>
  /**
   * Authenticates and counts all calls of one request before the first of them runs. A call that cannot be read or
   * authenticated is counted for the address alone. The reads must leave nothing on disk.
   *
   * @throws ApiError 113 or 112, and then nothing was counted
   */
  charge(client: Client, reads: readonly ReadCall[]): Promise<Charge>
}

/** The result of counting the calls of one request together. */
export interface Charge {
  /** In the order of the calls. */
  readonly counted: readonly CountedCall[]
  /** The state of their limits. */
  readonly rateLimits: readonly RateLimitStatus[]
}

/** A counted call: its authenticated caller, or the fault that refuses it. Opaque outside the gateway. */
export interface CountedCall {
  /** Undefined if authentication failed. */
  readonly caller: Authenticated | undefined
  /** The fault of reading or authenticating it; undefined if there is none. */
  readonly obstacle: unknown
}

/** The options of a call. */
export interface CallOptions {
  /** The result of counting it, if it was counted already; `read` must return the same call. */
  readonly counted?: CountedCall
  /** The deadline of its handler, by `performance.now()`, if that is before the timeout of all calls. */
  readonly until?: number
  /** Takes the files of its result. By default they are read whole. */
  readonly takeFiles?: TakeFiles
  /** A log for its outcome, in addition to the log of all calls. */
  readonly log?: CallLog
}
