import type { RateLimitStatus } from '../ports/admission.js'
import type { Clock } from '../ports/clock.js'

/** Entries of the cache; beyond, the oldest is evicted, and its subject is counted by the store again. */
const maxEntries = 10_000

/** The state of a subject that is over its limits. */
export interface OverLimit {
  /** Seconds until a call is admitted again. */
  readonly wait: number
  readonly allowances: readonly RateLimitStatus[]
}

/** A cached state, with the Unix milliseconds of its insertion. */
type Entry = OverLimit & { readonly at: number }

/** Caches the subjects that are over their limits, so that their calls are refused without asking the store. */
export class OverLimitCache {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether no subject is known to be over its limits. */
  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  note(key: string, { wait, allowances }: OverLimit): void {
    this.#entries.delete(key)
    this.#entries.set(key, { wait, allowances, at: this.#clock.now() })
    if (this.#entries.size <= maxEntries) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }

  /** The state of a subject now; undefined where it is not known to be over its limits. */
  find(key: string): OverLimit | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    const passed = (this.#clock.now() - entry.at) / 1000
    if (passed < entry.wait)
      return { wait: entry.wait - passed, allowances: entry.allowances.map(resetReducedBy(passed)) }
    this.#entries.delete(key)
    return undefined
  }
}

const resetReducedBy = (seconds: number) => (allowance: RateLimitStatus) => ({
  ...allowance,
  reset: Math.max(0, Math.ceil(allowance.reset - seconds)),
})
