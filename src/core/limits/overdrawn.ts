import type { Clock } from '../ports/clock.js'

/** How many addresses are remembered; beyond that the oldest ones are counted again, which is what happens anyway. */
const MOST = 10_000

/** Remembers which subjects are over their limits and until when, so that their calls cost nothing but a look. */
export class Overdrawn {
  readonly #clock: Clock
  readonly #until = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param seconds until there is room again */
  note(key: string, seconds: number): void {
    this.#until.delete(key)
    this.#until.set(key, this.#clock.now() + seconds * 1000)
    if (this.#until.size <= MOST) return
    const [oldest] = this.#until.keys()
    if (oldest !== undefined) this.#until.delete(oldest)
  }

  /** Seconds until there is room; 0 where nothing speaks against it. */
  wait(key: string): number {
    if (this.#until.size === 0) return 0
    const until = this.#until.get(key)
    if (until === undefined) return 0
    const left = until - this.#clock.now()
    if (left > 0) return left / 1000
    this.#until.delete(key)
    return 0
  }
}
