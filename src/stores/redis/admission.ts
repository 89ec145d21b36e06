import { ApiError, apiError } from '../../core/api-error.js'
import type { MaybePromise } from '../../core/maybe-promise.js'
import {
  type Admission,
  type AdmissionRequest,
  admitted,
  type NonceUse,
  type NonceWindow,
  type RateLimitStatus,
  type Verdict,
} from '../../core/ports/admission.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { Counters } from '../memory/counters.js'
import { oldestRemembered } from '../nonce-keys.js'
import { AdmitBatches } from './admit-batches.js'
import { type NonceTerms, runGiveBack } from './admit-script.js'
import type { RedisConnection } from './connection.js'
import { createNodeCount, type NodeCount } from './node-count.js'
import { NonceMarker } from './nonce-marker.js'
import type { NonceStoreLedger } from './nonce-store-ledger.js'
import { messageOf } from './script.js'
import { type SlotRequest, slotRequests, wholeRequest } from './slot-request.js'
import { createStandIn, type WithoutRedis } from './stand-in.js'
import { AnswerTimeout } from './timeout.js'

/** What an adapter is made of. */
export interface RedisAdmissionDependencies {
  readonly redis: RedisConnection
  readonly memories: NonceStoreLedger
  readonly window: NonceWindow
  readonly clock: Clock
  /** How long a call waits for Redis at most, in milliseconds; 80 unless told. */
  readonly patience?: number
  /** What becomes of calls without a nonce where Redis does not answer; `local` unless told. */
  readonly without?: WithoutRedis
}

/**
 * Counts calls and remembers nonces in Redis, for all gateways that share it: by one script in one round trip,
 * which calls that come together share; on a cluster by one for each server that has to do with the call. Where Redis
 * does not answer, a call with a nonce ends with 503; what becomes of any other is a matter of choice.
 */
export class RedisAdmission implements Admission {
  readonly #parts: RedisAdmissionDependencies
  readonly #redis: RedisConnection
  readonly #batches: AdmitBatches
  readonly #marker: NonceMarker
  readonly #nodes: NodeCount
  readonly #standIn: Counters
  readonly #patience: AnswerTimeout
  readonly #countedHere = new WeakSet<SlotRequest>()

  constructor(parts: RedisAdmissionDependencies) {
    const { redis, memories, clock, patience = 80, without = 'local' } = parts
    this.#parts = parts
    this.#redis = redis
    this.#patience = new AnswerTimeout(patience)
    this.#batches = new AdmitBatches(redis, this.#patience)
    this.#marker = new NonceMarker(redis, memories, clock)
    this.#nodes = createNodeCount(redis)
    this.#standIn = createStandIn(without, clock, this.#nodes.known)
  }

  admit(request: AdmissionRequest): MaybePromise<Verdict> {
    if (request.nonce === undefined && (request.buckets ?? []).length === 0) return admitted
    this.#nodes.start()
    if (!this.#redis.isCluster) return this.#admitShare(wholeRequest(request))
    const shares = slotRequests(request)
    const [only] = shares
    return shares.length === 1 && only !== undefined ? this.#admitShare(only) : this.#admitShares(shares)
  }

  async close(): Promise<void> {
    this.#nodes.stop()
    this.#redis.close()
  }

  /** One after the other, so that nothing is charged by the second where the first refuses. */
  async #admitShares(shares: readonly SlotRequest[]): Promise<Verdict> {
    const allowances: RateLimitStatus[] = []
    const charged: SlotRequest[] = []
    try {
      for (const share of shares) {
        const verdict = await this.#admitShare(share)
        if (!verdict.admitted) {
          await this.#giveBack(charged)
          return verdict
        }
        charged.push(share)
        allowances.push(...(verdict.allowances ?? []))
      }
    } catch (error) {
      await this.#giveBack(charged)
      throw error
    }
    const isLocal = shares.some((share) => this.#countedHere.has(share))
    return { admitted: true, allowances, ...(isLocal ? { local: true } : {}) }
  }

  /** What cannot be given back is charged until its window has passed: too much, but never too little. */
  async #giveBack(shares: readonly SlotRequest[]): Promise<void> {
    for (const share of shares) {
      const { tag, buckets } = share
      if (this.#countedHere.has(share)) this.#standIn.giveBack(buckets)
      else await this.#patience.wait(tag, () => runGiveBack(this.#redis.client, share)).catch(this.#redis.failed)
    }
  }

  #admitShare(share: SlotRequest): Promise<Verdict> {
    const asking = share.nonce === undefined ? this.#count(share) : this.#judge(share, share.nonce)
    return asking.then(
      (verdict) => {
        if (verdict === undefined) return this.#admitWithout(share, new Error('Redis gave no verdict.'))
        this.#redis.answered()
        return verdict
      },
      (error) => this.#admitWithout(share, error),
    )
  }

  /** Decides by what this gateway knows by itself. */
  #admitWithout(share: SlotRequest, error: unknown): Verdict {
    if (share.nonce !== undefined) throw asUnavailable(error)
    this.#redis.failed(error)
    this.#countedHere.add(share)
    return { ...this.#standIn.take(share.buckets), local: true }
  }

  #count(share: SlotRequest): Promise<Verdict | undefined> {
    const count = () => this.#batches.admit(share)
    return this.#redis.isAttempted() ? count() : this.#patience.wait(share.tag, () => this.#redis.attempted.then(count))
  }

  /** Asks at once where the run of the server is known, and again where it is another one by now. */
  async #judge(share: SlotRequest, use: NonceUse): Promise<Verdict | undefined> {
    const run = this.#marker.known(share.tag)
    if (run !== undefined) {
      const verdict = await this.#batches.admit(share, this.#terms(use, run))
      if (verdict !== undefined) return verdict
      this.#marker.doubt(share.tag, run)
    }
    return this.#patience.wait(share.tag, async () => {
      const verified = await this.#marker.run(share.tag)
      const verdict = await this.#batches.admit(share, this.#terms(use, verified))
      if (verdict === undefined) this.#marker.doubt(share.tag, verified)
      return verdict
    })
  }

  #terms(use: NonceUse, run: string): NonceTerms {
    const { window, clock } = this.#parts
    const lifetime = Math.max(1, use.timestamp - oldestRemembered(seconds(clock), window))
    return { use, run, tolerance: window.tolerance, ahead: window.ahead, lifetime }
  }
}

/** What a call ends with while Redis is away. Errors of Redis carry the command, so only their message is passed on. */
function asUnavailable(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  return apiError('service-unavailable', {
    detail: 'The memory of nonces cannot be reached. Sign the call anew and try again.',
    cause: new Error(messageOf(thrown)),
    retryAfter: 1,
    store: 'redis',
  })
}
