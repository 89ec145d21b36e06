import { setImmediate } from 'node:timers'
import type { Bucket, Verdict } from '../../core/ports/admission.js'
import { type AdmitQuestion, admitQuestion, type NonceTerms, runAdmit, verdictOf } from './admit-script.js'
import type { RedisConnection } from './connection.js'
import type { Patience } from './patience.js'
import type { Share } from './share.js'

/** How many shares have a script in common at most, so that Redis is not kept from others for long. */
const BATCH = 128

/** A share that waits for its verdict. */
interface Waiting {
  readonly question: AdmitQuestion
  readonly buckets: readonly Bucket[]
  resolve(verdict: Verdict | undefined): void
  reject(error: unknown): void
}

/**
 * Has shares admitted, by one script for all of one tag that come in a turn of the event loop: a command costs more,
 * here and in Redis, than what it does for a call.
 */
export class AdmitBatches {
  readonly #redis: RedisConnection
  readonly #patience: Patience
  /** What is still to be sent, by tag. */
  readonly #batches = new Map<string, Waiting[]>()

  constructor(redis: RedisConnection, patience: Patience) {
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
  admit(share: Share, nonce?: NonceTerms): Promise<Verdict | undefined> {
    const question = admitQuestion(share, nonce)
    const { tag, buckets } = share
    return new Promise((resolve, reject) => {
      const batch = this.#batchOf(tag)
      if (batch.push({ question, buckets, resolve, reject }) === BATCH) this.#send(tag, batch)
    })
  }

  #batchOf(tag: string): Waiting[] {
    const open = this.#batches.get(tag)
    if (open !== undefined) return open
    const batch: Waiting[] = []
    this.#batches.set(tag, batch)
    setImmediate(() => this.#send(tag, batch))
    return batch
  }

  /** Sends a batch, unless it was full before its turn ended. */
  #send(tag: string, batch: readonly Waiting[]): void {
    if (this.#batches.get(tag) !== batch) return
    this.#batches.delete(tag)
    const questions = batch.map(({ question }) => question)
    const asking = this.#patience.wait(tag, () => runAdmit(this.#redis.client, questions))
    asking.then(
      (answers) => batch.forEach((waiting, index) => void settle(waiting, answers[index])),
      (error) => batch.forEach(({ reject }) => void reject(error)),
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
