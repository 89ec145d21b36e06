import { ignoreOutages, type OutageListener } from '../../outages.js'

/** The interval of probes, in milliseconds. */
const PROBE_INTERVAL = 250

/** The dependencies of a circuit breaker. */
export interface CircuitBreakerDependencies {
  /** The name of the server in outage reports. */
  readonly server: string
  /** Sends a small query over a connection of its own; rejects where no answer arrives within about a second. */
  readonly ping: () => Promise<void>
  readonly outages?: OutageListener
}

/**
 * A circuit breaker: while a server does not answer, calls fail at once instead of after a timeout. A timeout of a call
 * starts a probe, and the probe alone decides whether the circuit opens. While it is open the probe is repeated, and the first
 * answer closes it; no client's call is used as a probe.
 */
export class CircuitBreaker {
  readonly #dependencies: CircuitBreakerDependencies
  #reason: string | undefined
  #isProbing = false
  #isStopped = false
  #activity = 0

  constructor(dependencies: CircuitBreakerDependencies) {
    this.#dependencies = dependencies
  }

  /** Why the circuit is open; undefined while it is closed. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** The number of answers and connections that the server has given. */
  get activity(): number {
    return this.#activity
  }

  /** Counts an answer or a connection. */
  recordActivity(): void {
    this.#activity++
  }

  /** Probes the server, after a call has failed for this reason. */
  probe(reason: string): void {
    if (this.#isProbing || this.#isStopped) return
    this.#isProbing = true
    this.#dependencies.ping().then(
      () => this.#update(undefined),
      () => this.#update(reason),
    )
  }

  /** Ends probing. */
  stop(): void {
    this.#isStopped = true
  }

  #update(reason: string | undefined): void {
    if (this.#isStopped) return
    const { server, outages = ignoreOutages } = this.#dependencies
    if (reason !== undefined && this.#reason === undefined) outages.down(server, reason)
    if (reason === undefined && this.#reason !== undefined) outages.up(server)
    this.#reason = reason
    setTimeout(() => {
      this.#isProbing = false
      if (reason !== undefined) this.probe(reason)
    }, PROBE_INTERVAL).unref()
  }
}
