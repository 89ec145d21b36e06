import { setImmediate } from 'node:timers'
import type { Bucket, Verdict } from '../../core/ports/admission.js'
import { type AdmitQuestions, askAbout, askFor, type NonceTerms, runAdmit, verdictOf } from './admit-script.js'
import type { RedisConnection } from './connection.js'
import type { SlotRequest } from './slot-request.js'
import type { AnswerTimeout } from './timeout.js'

/** How many shares have a script in common at most, so that Redis is not kept from others for long. */
const BATCH = 128

/** A share that waits for its verdict. */
interface Waiting {
  readonly buckets: readonly Bucket[]
  resolve(verdict: Verdict | undefined): void
  reject(error: unknown): void
}

/** Shares of a tag that come together. */
interface Batch {
  readonly questions: AdmitQuestions
  readonly waiting: Waiting[]
}

/**
 * Has shares admitted, by one script for all of one tag that come in a turn of the event loop: a command costs more,
 * here and in Redis, than what it does for a call.
 */
export class AdmitBatches {
  readonly #redis: RedisConnection
  readonly #patience: AnswerTimeout
  /** What is still to be sent, by tag. */
  readonly #batches = new Map<string, Batch>()

  constructor(redis: RedisConnection, patience: AnswerTimeout) {
    this.#redis = redis
    this.#patience = patience
  }

  /**
   * Has a share admitted.
   *
   * @returns undefined where the memory of nonces has to be verified anew
   * @throws ApiError 503 where the memory of nonces was lost and the call may be older; where no answer comes in time;
   *   what ioredis throws
   */
  admit(share: SlotRequest, nonce?: NonceTerms): Promise<Verdict | undefined> {
    const { tag, buckets } = share
    return new Promise((resolve, reject) => {
      const batch = this.#batchOf(tag)
      askFor(batch.questions, share, nonce)
      if (batch.waiting.push({ buckets, resolve, reject }) === BATCH) this.#send(tag, batch)
    })
  }

  #batchOf(tag: string): Batch {
    const open = this.#batches.get(tag)
    if (open !== undefined) return open
    const batch: Batch = { questions: askAbout(tag), waiting: [] }
    this.#batches.set(tag, batch)
    setImmediate(() => this.#send(tag, batch))
    return batch
  }

  /** Sends a batch, unless it was full before its turn ended. */
  #send(tag: string, batch: Batch): void {
    if (this.#batches.get(tag) !== batch) return
    this.#batches.delete(tag)
    const { questions, waiting } = batch
    const asking = this.#patience.wait(tag, () => runAdmit(this.#redis.client, questions))
    asking.then(
      (answers) => waiting.forEach((one, index) => void settle(one, answers[index])),
      (error) => waiting.forEach(({ reject }) => void reject(error)),
    )
  }
}

function settle({ buckets, resolve, reject }: Waiting, answer: unknown): void {
  try {
    resolve(verdictOf(buckets, answer))
  } catch (error) {
    reject(error)
  }
}
