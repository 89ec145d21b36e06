import { networkOf } from './address-list.js'
import { type ApiError, apiError } from './api-error.js'
import type { Authenticated } from './auth/authenticate.js'
import type { Credential } from './auth/credential.js'
import type { Call, Client } from './call.js'
import { formatLimits } from './limits/limit.js'
import { OverLimitCache } from './limits/over-limit-cache.js'
import { addAddressBucket, addCallerBuckets, type LimitPolicy, mergeBuckets } from './limits/policy.js'
import { andThen, type MaybePromise } from './maybe-promise.js'
import type { Admission, AdmissionFault, Bucket, NonceUse, RateLimitStatus, Verdict } from './ports/admission.js'
import type { Clock } from './ports/clock.js'
import type { RegisteredMethod } from './registered-method.js'

/** The dependencies of admission. */
export interface AdmitterDependencies {
  readonly admission: Pick<Admission, 'admit'>
  readonly limits: LimitPolicy
  readonly clock: Clock
}

/** An authenticated call, ready for admission. */
export interface AuthenticatedCall {
  readonly call: Call
  readonly caller: Authenticated
  readonly method: RegisteredMethod
}

/** The state of the limits; a promise only if a store had to be asked. */
export type RateLimits = MaybePromise<readonly RateLimitStatus[]>

const nothing: readonly RateLimitStatus[] = []

/** Admits calls: counts them against their limits and uses up their nonces. */
export class Admitter {
  readonly #parts: AdmitterDependencies
  readonly #overdrawn: OverLimitCache
  /** Credentials of requests with many calls, whose nonce is used up. */
  readonly #spent = new WeakSet<Credential>()

  constructor(parts: AdmitterDependencies) {
    this.#parts = parts
    this.#overdrawn = new OverLimitCache(parts.clock)
  }

  /** Refuses an address that is known to be over its limit, before anything is read. @throws ApiError 113 */
  checkAddress(client: Client): void {
    if (this.#parts.limits.address.length === 0 || this.#overdrawn.isEmpty) return
    const over = this.#overdrawn.find(networkOf(client.address))
    if (over !== undefined) throw limitError('address-over-limit', over.wait, over.allowances)
  }

  /**
   * Admits a single call.
   *
   * @param cost how many calls the address is charged
   * @returns the state of the limits; a promise only if a store has to be asked
   * @throws ApiError 134, 133, 113, 112; 503
   */
  admit(client: Client, candidate: AuthenticatedCall, cost: number): RateLimits {
    const { limits } = this.#parts
    const buckets: Bucket[] = []
    addAddressBucket(buckets, limits, client, cost)
    addCallerBuckets(buckets, limits, candidate.caller, candidate.method)
    return this.#ask(client, buckets, candidate.caller.nonce)
  }

  /**
   * Counts the calls of one request, all or none. {@link spendNonce} uses up the nonce of each when it runs.
   *
   * @param cost how many calls the address is charged
   * @throws ApiError 113, 112
   */
  charge(client: Client, candidates: readonly AuthenticatedCall[], cost: number): RateLimits {
    const { limits } = this.#parts
    const buckets: Bucket[] = []
    addAddressBucket(buckets, limits, client, cost)
    for (const { caller, method } of candidates) addCallerBuckets(buckets, limits, caller, method)
    return this.#ask(client, mergeBuckets(buckets), undefined)
  }

  /**
   * Uses up the nonce of a call that was counted already; calls that came in one request share theirs.
   *
   * @throws ApiError 134, 133; 503
   */
  spendNonce(client: Client, { call, caller }: AuthenticatedCall): RateLimits {
    if (caller.nonce === undefined || this.#spent.has(call.credential)) return nothing
    const spent = (allowances: readonly RateLimitStatus[]) => {
      this.#spent.add(call.credential)
      return allowances
    }
    const asked = this.#ask(client, [], caller.nonce)
    return andThen(asked, spent)
  }

  #ask(client: Client, buckets: readonly Bucket[], nonce: NonceUse | undefined): RateLimits {
    if (buckets.length === 0 && nonce === undefined) return nothing
    const verdict = this.#parts.admission.admit({ nonce, buckets })
    const settle = (settled: Verdict) => {
      // A limit that refuses many calls may still admit one.
      if (buckets[0]?.cost === 1) this.#noteOverdrawn(settled, client)
      if (!settled.admitted) throw limitError(settled.fault, settled.retryAfter, settled.allowances)
      return settled.allowances ?? nothing
    }
    return andThen(verdict, settle)
  }

  /** Counts a call that failed before it could be admitted. */
  async countFailure(client: Client): Promise<void> {
    const buckets: Bucket[] = []
    addAddressBucket(buckets, this.#parts.limits, client, 1)
    if (buckets.length === 0) return
    const verdict = await this.#parts.admission.admit({ buckets })
    this.#noteOverdrawn(verdict, client)
  }

  #noteOverdrawn(verdict: Verdict, client: Client): void {
    if (verdict.admitted || verdict.fault !== 'address-over-limit') return
    const { retryAfter = 0, allowances = nothing } = verdict
    this.#overdrawn.note(networkOf(client.address), { wait: retryAfter, allowances })
  }
}

function limitError(fault: AdmissionFault, retryAfter = 0, allowances: readonly RateLimitStatus[] = nothing): ApiError {
  if (fault === 'oauth-nonce-used' || fault === 'oauth-timestamp-refused') return apiError(fault)
  const [over] = allowances
  const wait = Math.max(1, Math.ceil(retryAfter))
  const limit = over === undefined ? '' : `; ${formatLimits([over.limit])} are allowed`
  return apiError(fault, { retryAfter, allowances, detail: `Wait ${wait} second${wait === 1 ? '' : 's'}${limit}` })
}
