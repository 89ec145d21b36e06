import { type Clock, seconds } from '../../core/ports/clock.js'
import type { RedisConnection } from './connection.js'
import type { NonceStoreLedger } from './nonce-store-ledger.js'
import { readScript, runScript } from './script.js'

const verify = readScript('verify')

/** Knows for each hash tag of Redis that its nonces are whole, or since when they are. */
export class NonceMarker {
  readonly #redis: RedisConnection
  readonly #memories: NonceStoreLedger
  readonly #clock: Clock
  /** The run of the server that each tag was verified on, or the verification under way. */
  #runs = new Map<string, string | Promise<string>>()
  readonly #remembered = new Set<string>()

  constructor(redis: RedisConnection, memories: NonceStoreLedger, clock: Clock) {
    this.#redis = redis
    this.#memories = memories
    this.#clock = clock
    redis.onLost(() => {
      this.#runs = new Map()
    })
  }

  /** The name of a tag's marker. */
  static keyOf(tag: string): string {
    return `{${tag}}:marker`
  }

  /** The run of the server that this process has verified over the connection that there is, if it has. */
  known(tag: string): string | undefined {
    const run = this.#runs.get(tag)
    return typeof run === 'string' ? run : undefined
  }

  /** The run of the server, verified first where it is not known. */
  run(tag: string): string | Promise<string> {
    const known = this.#runs.get(tag)
    if (known !== undefined) return known
    const runs = this.#runs
    const verification = this.#verify(tag).then(
      (run) => {
        if (runs !== this.#runs) throw new Error('The connection was lost while the memory of nonces was verified.')
        runs.set(tag, run)
        return run
      },
      (error: unknown) => {
        runs.delete(tag)
        throw error
      },
    )
    runs.set(tag, verification)
    return verification
  }

  /** Has a tag verified again, unless somebody has seen to it since. */
  doubt(tag: string, run: string): void {
    if (this.#runs.get(tag) === run) this.#runs.delete(tag)
  }

  async #verify(tag: string): Promise<string> {
    await this.#redis.attempted
    const run = (await this.#ask(tag, '')) ?? (await this.#establish(tag))
    // Before any nonce is kept: a memory that nobody knows of could be lost unseen.
    if (!this.#remembered.has(tag)) await this.#memories.remember(tag)
    this.#remembered.add(tag)
    return run
  }

  /** Starts a memory, with the time of the loss where there was one before. */
  async #establish(tag: string): Promise<string> {
    const wasUsed = this.#remembered.has(tag) || (await this.#memories.isKnown(tag))
    const run = await this.#ask(tag, wasUsed ? seconds(this.#clock) : 0)
    if (run === undefined) throw new Error('Redis did not keep the marker of nonces.')
    return run
  }

  async #ask(tag: string, loss: number | ''): Promise<string | undefined> {
    const run = await runScript(this.#redis.client, verify, [NonceMarker.keyOf(tag)], [loss])
    return typeof run === 'string' ? run : undefined
  }
}
