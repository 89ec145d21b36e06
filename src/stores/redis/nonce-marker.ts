import { type Clock, seconds } from '../../core/ports/clock.js'
import type { RedisConnection } from './connection.js'
import type { NonceStoreLedger } from './nonce-store-ledger.js'
import { readScript, runScript } from './script.js'

const verify = readScript('verify')

/**
 * Verifies that the nonce store of each hash tag is complete, by a marker that holds the `run_id` of the Redis server. A server
 * that restarted has another `run_id`, so a marker that does not match means that nonces may be lost.
 */
export class NonceMarker {
  readonly #redis: RedisConnection
  readonly #ledger: NonceStoreLedger
  readonly #clock: Clock
  /** By hash tag: the `run_id` on which it was verified, or the verification under way. */
  #runIds = new Map<string, string | Promise<string>>()
  /** The hash tags that the ledger has. */
  readonly #recorded = new Set<string>()

  constructor(redis: RedisConnection, ledger: NonceStoreLedger, clock: Clock) {
    this.#redis = redis
    this.#ledger = ledger
    this.#clock = clock
    redis.onDisconnect(() => {
      this.#runIds = new Map()
    })
  }

  /** The key of a hash tag's marker. */
  static keyOf(tag: string): string {
    return `{${tag}}:marker`
  }

  /** The `run_id` that was verified over the current connection; undefined where it was not. */
  verifiedRunId(tag: string): string | undefined {
    const runId = this.#runIds.get(tag)
    return typeof runId === 'string' ? runId : undefined
  }

  /** The `run_id` of the server, after verification where it is not cached. */
  verifyRunId(tag: string): string | Promise<string> {
    const cached = this.#runIds.get(tag)
    if (cached !== undefined) return cached
    const runIds = this.#runIds
    const verification = this.#verify(tag).then(
      (runId) => {
        if (runIds !== this.#runIds) throw new Error('The connection was lost while the memory of nonces was verified.')
        runIds.set(tag, runId)
        return runId
      },
      (error: unknown) => {
        runIds.delete(tag)
        throw error
      },
    )
    runIds.set(tag, verification)
    return verification
  }

  /** Removes a `run_id` from the cache, unless another one was verified since. */
  invalidate(tag: string, runId: string): void {
    if (this.#runIds.get(tag) === runId) this.#runIds.delete(tag)
  }

  async #verify(tag: string): Promise<string> {
    await this.#redis.firstAttempt
    const runId = (await this.#runVerify(tag, '')) ?? (await this.#writeMarker(tag))
    // Recorded before any nonce is kept: the loss of a store that is not in the ledger would go unnoticed.
    if (!this.#recorded.has(tag)) await this.#ledger.record(tag)
    this.#recorded.add(tag)
    return runId
  }

  /** Writes the marker of a store, with the time of the loss where the store was used before. */
  async #writeMarker(tag: string): Promise<string> {
    const wasUsed = this.#recorded.has(tag) || (await this.#ledger.isRecorded(tag))
    const runId = await this.#runVerify(tag, wasUsed ? seconds(this.#clock) : 0)
    if (runId === undefined) throw new Error('Redis did not keep the marker of nonces.')
    return runId
  }

  async #runVerify(tag: string, loss: number | ''): Promise<string | undefined> {
    const runId = await runScript(this.#redis.client, verify, [NonceMarker.keyOf(tag)], [loss])
    return typeof runId === 'string' ? runId : undefined
  }
}
