import type { Limit } from '../limits/limit.js'
import type { MaybePromise } from '../maybe-promise.js'

/** What must not come twice (RFC 5849 section 3.3): the nonce of one client, with one token, at one time. */
export interface NonceUse {
  /** The key of the application. */
  readonly key: string
  /** The token of the call; empty where it has none. */
  readonly token: string
  /** Unix seconds, as the client said and within {@link NonceWindow} already. */
  readonly timestamp: number
  readonly nonce: string
}

/** Whom a limit counts for; in the words of the RateLimit headers. */
export type Subject = 'address' | 'app' | 'user' | 'method'

/** Limits that count for one subject. */
export interface Bucket {
  readonly subject: Subject
  /** Which one: an address, the key of an application, a user's id; with the method where limits are its own. */
  readonly key: string
  /** The application that the call comes by, whose counters lie together; undefined for an address. */
  readonly app: string | undefined
  readonly limits: readonly Limit[]
  /** How many calls to count. */
  readonly cost: number
}

/** What a call wants to use up. */
export interface AdmissionRequest {
  /** Only of calls whose signature holds, so that nobody uses up the nonces of somebody else. */
  readonly nonce?: NonceUse | undefined
  /** In the order in which they are reported. */
  readonly buckets?: readonly Bucket[]
}

/** What the tightest limit of a bucket leaves. */
export interface RateLimitStatus {
  readonly subject: Subject
  /** The limit. */
  readonly limit: Limit
  readonly remaining: number
  /** Seconds until the limit is as new. */
  readonly reset: number
}

/** The faults of calls that are not admitted. */
export type AdmissionFault =
  | 'oauth-timestamp-refused'
  | 'oauth-nonce-used'
  | 'address-over-limit'
  | 'application-over-limit'

/**
 * Whether the call goes on, or the fault that it ends with, the first of: timestamp too old, nonce used, address over
 * its limit, application, user or method over its limit. It is `local` where this process counted by itself, since what
 * counts for all was away.
 */
export type Verdict =
  | { readonly admitted: true; readonly allowances?: readonly RateLimitStatus[]; readonly local?: true }
  | {
      readonly admitted: false
      readonly local?: true
      readonly fault: AdmissionFault
      readonly allowances?: readonly RateLimitStatus[]
      /** Seconds after which the call would have been admitted, where a limit refused it. */
      readonly retryAfter?: number
    }

/** The verdict on a call that goes on, where no limit was asked about. */
export const admitted: Verdict = { admitted: true }

/** The one place where calls use something up; a call that is refused uses up nothing. */
export interface Admission {
  /**
   * Admits a call, at most one of any number that bring the same nonce, on all nodes together. What it admitted
   * stays used up whatever happens to this process.
   *
   * @throws ApiError 503 where nobody can tell whether the nonce came before, with `retryAfter` where that passes
   */
  admit(request: AdmissionRequest): MaybePromise<Verdict>
  /** Lets go of what the adapter opened by itself; calls have ended before. */
  close(): Promise<void>
}

/** Which timestamps of OAuth count, all in seconds. */
export interface NonceWindow {
  /** How far behind the server's clock a timestamp may be. */
  readonly back: number
  /** How far before the server's clock a timestamp may be. */
  readonly ahead: number
  /** How far a timestamp may be behind the latest one accepted for the same key and token; 0 is strict. */
  readonly tolerance: number
}
