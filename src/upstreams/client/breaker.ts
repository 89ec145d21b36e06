import type { Clock } from '../../core/ports/clock.js'
import type { BreakerSettings } from './upstream-client.js'

/** The states of a breaker. */
export type BreakerState = 'closed' | 'open' | 'half-open'

/**
 * A circuit breaker: after so many failures in a row requests are refused at once. After `openFor` it lets exactly one
 * request through; its success closes the circuit, its failure opens it again.
 *
 * Failures are connections that are not made or break, timeouts, answers that are no HTTP, and the statuses 502, 503 and
 * 504. Any other answer, 500 too, comes from the service itself and is a success.
 */
export class Breaker {
  readonly #settings: BreakerSettings
  readonly #clock: Clock
  #failures = 0
  #state: BreakerState = 'closed'
  #openUntil = 0
  /** Counts the changes of state, so that late outcomes of earlier requests decide nothing. */
  #epoch = 0

  constructor(settings: BreakerSettings, clock: Clock) {
    this.#settings = settings
    this.#clock = clock
  }

  get state(): BreakerState {
    return this.#state
  }

  /** Seconds until a request may be let through; at least 1. */
  get retryAfter(): number {
    return Math.max(1, Math.ceil((this.#openUntil - this.#clock.now()) / 1000))
  }

  /** Asks to send a request. @returns a ticket for {@link leave}; undefined where it is refused */
  enter(): number | undefined {
    if (this.#state === 'closed') return this.#epoch
    if (this.#state === 'half-open' || this.#clock.now() < this.#openUntil) return undefined
    this.#change('half-open')
    return this.#epoch
  }

  /** Reports the outcome of a request; `unknown` where its caller gave it up. */
  leave(ticket: number, outcome: 'success' | 'failure' | 'unknown'): void {
    if (ticket !== this.#epoch) return
    if (this.#state === 'half-open') {
      if (outcome === 'success') this.#close()
      else this.#open(outcome === 'failure' ? this.#settings.openFor : 0)
    } else if (outcome === 'success') this.#failures = 0
    else if (outcome === 'failure' && ++this.#failures >= this.#settings.failures) this.#open(this.#settings.openFor)
  }

  #close(): void {
    this.#failures = 0
    this.#change('closed')
  }

  #open(time: number): void {
    this.#openUntil = this.#clock.now() + time
    this.#change('open')
  }

  #change(state: BreakerState): void {
    this.#state = state
    this.#epoch++
  }
}
