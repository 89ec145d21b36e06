import { ApiError, apiError } from '../../core/api-error.js'
import type { Eventual } from '../../core/eventual.js'
import {
  type Admission,
  type AdmissionRequest,
  type Allowance,
  admitted,
  type NonceUse,
  type NonceWindow,
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
import type { NonceMemories } from './nonce-memories.js'
import { Patience } from './patience.js'
import { messageOf } from './script.js'
import { clusterShares, type Share, wholeShare } from './share.js'
import { createStandIn, type WithoutRedis } from './stand-in.js'

/** What an adapter is made of. */
export interface RedisAdmissionParts {
  readonly redis: RedisConnection
  readonly memories: NonceMemories
  readonly window: NonceWindow
  readonly clock: Clock
  /** How long a call waits for Redis at most, in milliseconds; 80 unless told. */
  readonly patience?: number
  /** What becomes of calls without a nonce where Redis does not answer; `local` unless told. */
  readonly without?: WithoutRedis
}

/**
 * Counts calls and remembers nonces in Redis, for all gateways that share it: by one script in one round trip, on a
 * cluster by one for each server that has to do with the call. Where Redis does not answer, a call with a nonce ends
 * with 503; what becomes of any other is a matter of choice.
 */
export class RedisAdmission implements Admission {
  readonly #parts: RedisAdmissionParts
  readonly #redis: RedisConnection
  readonly #batches: AdmitBatches
  readonly #marker: NonceMarker
  readonly #nodes: NodeCount
  readonly #standIn: Counters
  /** By tag, since a server that is silent takes none but its own tags with it. */
  readonly #patiences = new Map<string, Patience>()
  readonly #countedHere = new WeakSet<Share>()

  constructor(parts: RedisAdmissionParts) {
    const { redis, memories, clock, without = 'local' } = parts
    this.#parts = parts
    this.#redis = redis
    this.#batches = new AdmitBatches(redis)
    this.#marker = new NonceMarker(redis, memories, clock)
    this.#nodes = createNodeCount(redis)
    this.#standIn = createStandIn(without, clock, this.#nodes.known)
  }

  admit(request: AdmissionRequest): Eventual<Verdict> {
    if (request.nonce === undefined && (request.buckets ?? []).length === 0) return admitted
    this.#nodes.start()
    if (!this.#redis.isCluster) return this.#admitShare(wholeShare(request))
    const shares = clusterShares(request)
    const [only] = shares
    return shares.length === 1 && only !== undefined ? this.#admitShare(only) : this.#admitShares(shares)
  }

  async close(): Promise<void> {
    this.#nodes.stop()
    this.#redis.close()
  }

  /** One after the other, so that nothing is charged by the second where the first refuses. */
  async #admitShares(shares: readonly Share[]): Promise<Verdict> {
    const allowances: Allowance[] = []
    const charged: Share[] = []
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
  async #giveBack(shares: readonly Share[]): Promise<void> {
    for (const share of shares) {
      const { tag, buckets } = share
      if (this.#countedHere.has(share)) this.#standIn.giveBack(buckets)
      else
        await this.#patienceWith(tag)
          .wait(() => runGiveBack(this.#redis.client, share))
          .catch(this.#redis.failed)
    }
  }

  async #admitShare(share: Share): Promise<Verdict> {
    const { tag, buckets, nonce } = share
    try {
      const verdict = await this.#patienceWith(tag).wait(() =>
        nonce === undefined ? this.#count(share) : this.#judge(share, nonce),
      )
      if (verdict === undefined) throw new Error('Redis gave no verdict.')
      this.#redis.answered()
      return verdict
    } catch (error) {
      if (nonce !== undefined) throw asUnavailable(error)
      this.#redis.failed(error)
      this.#countedHere.add(share)
      return { ...this.#standIn.take(buckets), local: true }
    }
  }

  #patienceWith(tag: string): Patience {
    let found = this.#patiences.get(tag)
    if (found === undefined) {
      found = new Patience(this.#parts.patience ?? 80)
      this.#patiences.set(tag, found)
    }
    return found
  }

  #count(share: Share): Promise<Verdict | undefined> {
    const count = () => this.#batches.admit(share)
    return this.#redis.isAttempted() ? count() : this.#redis.attempted.then(count)
  }

  async #judge(share: Share, use: NonceUse): Promise<Verdict> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const known = this.#marker.run(share.tag)
      const run = typeof known === 'string' ? known : await known
      const verdict = await this.#batches.admit(share, this.#terms(use, run))
      if (verdict !== undefined) return verdict
      this.#marker.doubt(share.tag, run)
    }
    throw new Error('The marker of the memory of nonces vanished twice.')
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
  return apiError(503, {
    detail: 'The memory of nonces cannot be reached. Sign the call anew and try again.',
    cause: new Error(messageOf(thrown)),
    retryAfter: 1,
    store: 'redis',
  })
}
