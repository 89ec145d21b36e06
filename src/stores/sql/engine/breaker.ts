import { noOutages, type Outages } from '../../outages.js'

/** How long to wait between two questions, in milliseconds. */
const PAUSE = 250

/** What a breaker is made of. */
export interface BreakerDependencies {
  /** The server, as outages are told of it. */
  readonly server: string
  /** Asks the server something small, in a way of its own; rejects where no answer comes within a second or so. */
  readonly ask: () => Promise<void>
  readonly outages?: Outages
}

/**
 * Keeps calls away from a server that does not answer, so that each need not find out by waiting. Whoever waited in
 * vain says so; whether it is the server's fault one question of the breaker's own decides. While it is open the
 * question is repeated, and the first answer closes it: no call is ever used as a test.
 */
export class Breaker {
  readonly #parts: BreakerDependencies
  #reason: string | undefined
  #isAsking = false
  #isEnded = false
  #signs = 0

  constructor(parts: BreakerDependencies) {
    this.#parts = parts
  }

  /** Why nobody should ask the server anything; undefined while it is not known to be away. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** How many signs of life the server gave. */
  get signs(): number {
    return this.#signs
  }

  /** Takes note of a sign of life. */
  heard(): void {
    this.#signs++
  }

  /** Takes note that a call waited in vain. */
  doubt(reason: string): void {
    if (this.#isAsking || this.#isEnded) return
    this.#isAsking = true
    this.#parts.ask().then(
      () => this.#found(undefined),
      () => this.#found(reason),
    )
  }

  /** Asks no more. */
  end(): void {
    this.#isEnded = true
  }

  #found(reason: string | undefined): void {
    if (this.#isEnded) return
    const { server, outages = noOutages } = this.#parts
    if (reason !== undefined && this.#reason === undefined) outages.away(server, reason)
    if (reason === undefined && this.#reason !== undefined) outages.back(server)
    this.#reason = reason
    setTimeout(() => {
      this.#isAsking = false
      if (reason !== undefined) this.doubt(reason)
    }, PAUSE).unref()
  }
}
