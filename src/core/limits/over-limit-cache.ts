import type { RateLimitStatus } from '../ports/admission.js'
import type { Clock } from '../ports/clock.js'

/** How many addresses are remembered; beyond that the oldest ones are counted again, which is what happens anyway. */
const MOST = 10_000

/** How long a subject is over its limits, and what is left of them. */
export interface Overdraft {
  /** Seconds until there is room again. */
  readonly wait: number
  readonly allowances: readonly RateLimitStatus[]
}

/** An overdraft with the milliseconds at which it was noted. */
type Noted = Overdraft & { readonly at: number }

/** Remembers which subjects are over their limits and until when, so that their calls cost nothing but a look. */
export class OverLimitCache {
  readonly #clock: Clock
  readonly #noted = new Map<string, Noted>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note(key: string, { wait, allowances }: Overdraft): void {
    this.#noted.delete(key)
    this.#noted.set(key, { wait, allowances, at: this.#clock.now() })
    if (this.#noted.size <= MOST) return
    const [oldest] = this.#noted.keys()
    if (oldest !== undefined) this.#noted.delete(oldest)
  }

  /** The overdraft as it is now; undefined where nothing speaks against a call. */
  find(key: string): Overdraft | undefined {
    if (this.#noted.size === 0) return undefined
    const noted = this.#noted.get(key)
    if (noted === undefined) return undefined
    const passed = (this.#clock.now() - noted.at) / 1000
    if (passed < noted.wait) return { wait: noted.wait - passed, allowances: noted.allowances.map(laterBy(passed)) }
    this.#noted.delete(key)
    return undefined
  }
}

const laterBy = (seconds: number) => (allowance: RateLimitStatus) => ({
  ...allowance,
  reset: Math.max(0, Math.ceil(allowance.reset - seconds)),
})
