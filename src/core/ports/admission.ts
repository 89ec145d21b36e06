import type { Limit } from '../limits/limit.js'
import type { MaybePromise } from '../maybe-promise.js'

/** A nonce, unique for client, token and timestamp (RFC 5849 section 3.3). */
export interface NonceUse {
  /** The key of the application. */
  readonly key: string
  /** The token of the call; empty where it has none. */
  readonly token: string
  /** Unix seconds, as sent by the client and checked against {@link NonceWindow}. */
  readonly timestamp: number
  readonly nonce: string
}

/** The kind of subject that a limit counts for; the policy names of the RateLimit headers. */
export type Subject = 'address' | 'app' | 'user' | 'method'

/** A counter: the limits of one subject. */
export interface Bucket {
  readonly subject: Subject
  /** The subject: an address, an application's key or a user's id; with the method for limits of its own. */
  readonly key: string
  /** The application of the call, by which counters are sharded; undefined for an address. */
  readonly app: string | undefined
  readonly limits: readonly Limit[]
  /** The number of calls to count. */
  readonly cost: number
}

/** A request for admission: the nonce of a call, and the counters that it increments. */
export interface AdmissionRequest {
  /** Only for calls with a valid signature, so that a forged call cannot use up a nonce. */
  readonly nonce?: NonceUse | undefined
  /** In the order of the RateLimit headers. */
  readonly buckets?: readonly Bucket[]
}

/** The state of the tightest limit of a bucket. */
export interface RateLimitStatus {
  readonly subject: Subject
  /** The limit. */
  readonly limit: Limit
  readonly remaining: number
  /** Seconds until the limit is full again. */
  readonly reset: number
}

/** The faults of refused calls. */
export type AdmissionFault =
  | 'oauth-timestamp-refused'
  | 'oauth-nonce-used'
  | 'address-over-limit'
  | 'application-over-limit'

/**
 * Whether a call is admitted, or the first fault of: timestamp too old, nonce used, address over its limit,
 * application, user or method over its limit. It is `local` where this process counted alone, because the shared
 * counters were unavailable.
 */
export type Verdict =
  | { readonly admitted: true; readonly allowances?: readonly RateLimitStatus[]; readonly local?: true }
  | {
      readonly admitted: false
      readonly local?: true
      readonly fault: AdmissionFault
      readonly allowances?: readonly RateLimitStatus[]
      /** Seconds until the call would be admitted, where a limit refused it. */
      readonly retryAfter?: number
    }

/** The verdict on an admitted call without limits. */
export const admitted: Verdict = { admitted: true }

/** Admits calls: records their nonces and counts them against limits. A refused call changes nothing. */
export interface Admission {
  /**
   * Admits a call. Of concurrent calls with the same nonce at most one is admitted, over all nodes. What was recorded
   * survives a crash of this process.
   *
   * @throws ApiError 503 where the nonces are unavailable, with `retryAfter` where that is temporary
   */
  admit(request: AdmissionRequest): MaybePromise<Verdict>
  /** Closes what the adapter opened itself, after the last call. */
  close(): Promise<void>
}

/** The accepted range of OAuth timestamps, in seconds. */
export interface NonceWindow {
  /** How far behind the server's clock a timestamp may be. */
  readonly back: number
  /** How far ahead of the server's clock a timestamp may be. */
  readonly ahead: number
  /** How far a timestamp may be behind the latest accepted one of the same key and token; 0 refuses every older one. */
  readonly tolerance: number
}
