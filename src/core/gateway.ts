import type { ApiError } from './api-error.js'
import type { Authenticated } from './auth/authenticate.js'
import type { Call, Client } from './call.js'
import type { Catalog, Snapshot } from './catalog.js'
import type { TakeFiles } from './files/take-files.js'
import type { MaybePromise } from './maybe-promise.js'
import type { MethodDescription } from './method-spec.js'
import type { RateLimitStatus } from './ports/admission.js'
import type { CallLog } from './ports/call-log.js'

/** What a method gave: the method, so that its Shape is at hand, and the tree, still holding undeclared members. */
export interface Answer {
  readonly method: MethodDescription
  readonly result: unknown
}

/** What a call came to: the answer as it was rendered, or a fault. */
export type Outcome<Read extends Call, Rendered> = Answered<Read, Rendered> | Failed<Read>

/** A call that was answered. */
export interface Answered<Read extends Call, Rendered> {
  readonly call: Read | undefined
  readonly fault: undefined
  readonly answer: Rendered
  /** What the limits of the call leave. */
  readonly rateLimits: readonly RateLimitStatus[]
}

/** A call that failed. */
export interface Failed<Read extends Call> {
  /** Undefined where it could not be read. */
  readonly call: Read | undefined
  readonly fault: ApiError
}

/**
 * Reads the call once the client may come in; may throw 121 to 124 and 102.
 *
 * @param snapshot the methods that there are as the call begins
 */
export type ReadCall<Read extends Call = Call> = (snapshot: Snapshot) => MaybePromise<Read>

/** Writes an answer in the words of a protocol. A result that its Shape does not fit makes it throw. */
export type RenderAnswer<Rendered> = (answer: Answer) => Rendered

/** The one pipeline: every protocol comes by here, and nothing else decides. */
export interface Gateway {
  readonly catalog: Pick<Catalog, 'current'>
  /**
   * Never throws or rejects: whatever goes wrong, in rendering too, is given as an ApiError.
   *
   * @returns a plain value where nothing had to be waited for
   */
  call<Read extends Call, Rendered>(
    client: Client,
    read: ReadCall<Read>,
    render: RenderAnswer<Rendered>,
    options?: CallOptions,
  ): MaybePromise<Outcome<Read, Rendered>>
  /**
   * Counts all calls that came in one request, before the first of them is made: each is then made with what was found
   * out about it. One that nobody can read or that nobody may make is counted for the address alone. The reads leave
   * nothing on disk.
   *
   * @throws ApiError 113 or 112, and then nothing was counted
   */
  charge(client: Client, reads: readonly ReadCall[]): Promise<Charge>
}

/** Calls that came in one request and were counted together. */
export interface Charge {
  /** In the order of the calls. */
  readonly counted: readonly CountedCall[]
  /** What their limits leave. */
  readonly rateLimits: readonly RateLimitStatus[]
}

/** Who makes a call that was counted, found out once; for the gateway alone. */
export interface CountedCall {
  /** Undefined where that could not be found out. */
  readonly caller: Authenticated | undefined
  /** What keeps it from being made: a fault of reading it, or of its caller. Undefined where nothing does. */
  readonly obstacle: unknown
}

/** How a call differs from one that comes alone. */
export interface CallOptions {
  /** What counting it found out, where it was counted already; its `read` gives the call that was counted. */
  readonly counted?: CountedCall
  /** When its handler must have ended, by `performance.now()`, where that is earlier than the time limit of all calls. */
  readonly until?: number
  /** Takes the files of its result; they are read whole unless told. */
  readonly takeFiles?: TakeFiles
  /** Told what it comes to, beside the log of all calls. */
  readonly log?: CallLog
}
