import { setImmediate } from 'node:timers'
import type { Bucket, Verdict } from '../../core/ports/admission.js'
import { type AdmitArguments, addSlot, admitArguments, type NonceTerms, runAdmit, verdictOf } from './admit-script.js'
import type { AnswerTimeout } from './answer-timeout.js'
import type { RedisConnection } from './connection.js'
import type { SlotRequest } from './slot-request.js'

/** The most requests of one script, so that it does not block Redis for long. */
const BATCH = 128

/** A request that waits for its verdict. */
interface QueuedRequest {
  readonly buckets: readonly Bucket[]
  resolve(verdict: Verdict | undefined): void
  reject(error: unknown): void
}

/** The requests of one hash tag in one event loop tick. */
interface Batch {
  readonly scriptArguments: AdmitArguments
  readonly queue: QueuedRequest[]
}

/**
 * Batches admission requests: one script for all requests of a hash tag in one event loop tick, since a command costs
 * more than counting a call, in this process and in Redis.
 */
export class AdmitBatches {
  readonly #redis: RedisConnection
  readonly #timeout: AnswerTimeout
  /** The batches that are still to be sent, by hash tag. */
  readonly #batches = new Map<string, Batch>()

  constructor(redis: RedisConnection, timeout: AnswerTimeout) {
    this.#redis = redis
    this.#timeout = timeout
  }

  /**
   * Admits a request.
   *
   * @returns undefined where the nonce store has to be verified again
   * @throws ApiError 503 where the nonce store was lost and the call may be older than the loss; an error where no answer
   *   arrives in time; what ioredis throws
   */
  admit(slot: SlotRequest, nonce?: NonceTerms): Promise<Verdict | undefined> {
    const { tag, buckets } = slot
    return new Promise((resolve, reject) => {
      const batch = this.#batchOf(tag)
      addSlot(batch.scriptArguments, slot, nonce)
      if (batch.queue.push({ buckets, resolve, reject }) === BATCH) this.#send(tag, batch)
    })
  }

  #batchOf(tag: string): Batch {
    const open = this.#batches.get(tag)
    if (open !== undefined) return open
    const batch: Batch = { scriptArguments: admitArguments(tag), queue: [] }
    this.#batches.set(tag, batch)
    setImmediate(() => this.#send(tag, batch))
    return batch
  }

  /** Sends a batch, unless it was sent because it was full. */
  #send(tag: string, batch: Batch): void {
    if (this.#batches.get(tag) !== batch) return
    this.#batches.delete(tag)
    const { scriptArguments, queue } = batch
    const answers = this.#timeout.wait(tag, () => runAdmit(this.#redis.client, scriptArguments))
    answers.then(
      (values) => queue.forEach((request, index) => void settle(request, values[index])),
      (error) => queue.forEach(({ reject }) => void reject(error)),
    )
  }
}

function settle({ buckets, resolve, reject }: QueuedRequest, answer: unknown): void {
  try {
    resolve(verdictOf(buckets, answer))
  } catch (error) {
    reject(error)
  }
}
