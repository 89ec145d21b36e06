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
import { oldestKept } from '../nonce-keys.js'
import { AdmitBatches } from './admit-batches.js'
import { type NonceTerms, runGiveBack } from './admit-script.js'
import { AnswerTimeout } from './answer-timeout.js'
import type { RedisConnection } from './connection.js'
import { createFallbackCounters, type RedisFallback } from './fallback-counters.js'
import { createNodeCount, type NodeCount } from './node-count.js'
import { NonceMarker } from './nonce-marker.js'
import type { NonceStoreLedger } from './nonce-store-ledger.js'
import { messageOf } from './script.js'
import { type SlotRequest, singleServerRequest, slotRequests } from './slot-request.js'

/** The dependencies of {@link RedisAdmission}. */
export interface RedisAdmissionDependencies {
  readonly redis: RedisConnection
  readonly ledger: NonceStoreLedger
  readonly window: NonceWindow
  readonly clock: Clock
  /** The timeout of a command, in milliseconds. Default 80. */
  readonly timeout?: number
  /** The policy for calls without a nonce while Redis is unavailable. Default `local`. */
  readonly fallback?: RedisFallback
}

/**
 * Counts calls and stores nonces in Redis, for all gateways that share it: one script in one round trip, batched over
 * concurrent calls; on a cluster one script for each hash slot of the call. While Redis is unavailable a call with a nonce
 * is answered 503, and the fallback policy decides about all others.
 */
export class RedisAdmission implements Admission {
  readonly #dependencies: RedisAdmissionDependencies
  readonly #redis: RedisConnection
  readonly #batches: AdmitBatches
  readonly #marker: NonceMarker
  readonly #nodes: NodeCount
  readonly #fallbackCounters: Counters
  readonly #timeout: AnswerTimeout
  /** The requests that the fallback counters have counted. */
  readonly #countedLocally = new WeakSet<SlotRequest>()

  constructor(dependencies: RedisAdmissionDependencies) {
    const { redis, ledger, clock, timeout = 80, fallback = 'local' } = dependencies
    this.#dependencies = dependencies
    this.#redis = redis
    this.#timeout = new AnswerTimeout(timeout)
    this.#batches = new AdmitBatches(redis, this.#timeout)
    this.#marker = new NonceMarker(redis, ledger, clock)
    this.#nodes = createNodeCount(redis)
    this.#fallbackCounters = createFallbackCounters(fallback, clock, this.#nodes.count)
  }

  admit(request: AdmissionRequest): MaybePromise<Verdict> {
    if (request.nonce === undefined && (request.buckets ?? []).length === 0) return admitted
    this.#nodes.start()
    if (!this.#redis.isCluster) return this.#admitSlot(singleServerRequest(request))
    const slots = slotRequests(request)
    const [only] = slots
    return slots.length === 1 && only !== undefined ? this.#admitSlot(only) : this.#admitSlots(slots)
  }

  async close(): Promise<void> {
    this.#nodes.stop()
    this.#redis.close()
  }

  /** Admits one slot after the other, so that the later ones count nothing where an earlier one refuses. */
  async #admitSlots(slots: readonly SlotRequest[]): Promise<Verdict> {
    const allowances: RateLimitStatus[] = []
    const charged: SlotRequest[] = []
    try {
      for (const slot of slots) {
        const verdict = await this.#admitSlot(slot)
        if (!verdict.admitted) {
          await this.#giveBack(charged)
          return verdict
        }
        charged.push(slot)
        allowances.push(...(verdict.allowances ?? []))
      }
    } catch (error) {
      await this.#giveBack(charged)
      throw error
    }
    const isLocal = slots.some((slot) => this.#countedLocally.has(slot))
    return { admitted: true, allowances, ...(isLocal ? { local: true } : {}) }
  }

  /** Reverts counts. Where that fails they stay until the window has passed: limits may become tighter, never looser. */
  async #giveBack(slots: readonly SlotRequest[]): Promise<void> {
    for (const slot of slots) {
      const { tag, buckets } = slot
      if (this.#countedLocally.has(slot)) this.#fallbackCounters.giveBack(buckets)
      else await this.#timeout.wait(tag, () => runGiveBack(this.#redis.client, slot)).catch(this.#redis.commandFailed)
    }
  }

  #admitSlot(slot: SlotRequest): Promise<Verdict> {
    const answer = slot.nonce === undefined ? this.#count(slot) : this.#judge(slot, slot.nonce)
    return answer.then(
      (verdict) => {
        if (verdict === undefined) return this.#admitLocally(slot, new Error('Redis gave no verdict.'))
        this.#redis.commandAnswered()
        return verdict
      },
      (error) => this.#admitLocally(slot, error),
    )
  }

  /** Decides by the fallback counters. @throws ApiError 503 for a request with a nonce */
  #admitLocally(slot: SlotRequest, error: unknown): Verdict {
    if (slot.nonce !== undefined) throw asUnavailable(error)
    this.#redis.commandFailed(error)
    this.#countedLocally.add(slot)
    return { ...this.#fallbackCounters.take(slot.buckets), local: true }
  }

  #count(slot: SlotRequest): Promise<Verdict | undefined> {
    const count = () => this.#batches.admit(slot)
    return this.#redis.hasAttempted()
      ? count()
      : this.#timeout.wait(slot.tag, () => this.#redis.firstAttempt.then(count))
  }

  /** Sends the request at once where the server's run_id is cached, and again after verification where that has changed. */
  async #judge(slot: SlotRequest, use: NonceUse): Promise<Verdict | undefined> {
    const cached = this.#marker.verifiedRunId(slot.tag)
    if (cached !== undefined) {
      const verdict = await this.#batches.admit(slot, this.#terms(use, cached))
      if (verdict !== undefined) return verdict
      this.#marker.invalidate(slot.tag, cached)
    }
    return this.#timeout.wait(slot.tag, async () => {
      const verified = await this.#marker.verifyRunId(slot.tag)
      const verdict = await this.#batches.admit(slot, this.#terms(use, verified))
      if (verdict === undefined) this.#marker.invalidate(slot.tag, verified)
      return verdict
    })
  }

  #terms(use: NonceUse, runId: string): NonceTerms {
    const { window, clock } = this.#dependencies
    const lifetime = Math.max(1, use.timestamp - oldestKept(seconds(clock), window))
    return { use, runId, tolerance: window.tolerance, ahead: window.ahead, lifetime }
  }
}

/** The 503 of a call while Redis is unavailable. Errors of ioredis hold the command, so only the message becomes the cause. */
function asUnavailable(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  return apiError('service-unavailable', {
    detail: 'The memory of nonces cannot be reached. Sign the call anew and try again.',
    cause: new Error(messageOf(thrown)),
    retryAfter: 1,
    store: 'redis',
  })
}
