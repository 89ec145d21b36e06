import { performance } from 'node:perf_hooks'
import type { ServiceWait } from '../core/ports/service-wait.js'

/** The time and the tries that a call spends on a service. The time runs from {@link start} to the last {@link lap}. */
export class WaitRecord implements ServiceWait {
  readonly service: string
  /** Tries after the first. */
  retries = 0
  #earlier = 0
  #started = 0
  #ms = 0
  #isRunning = false

  /** @param service the name of the service */
  constructor(service: string) {
    this.service = service
  }

  /** Milliseconds; those so far, where no lap was taken yet. */
  get ms(): number {
    return this.#isRunning ? this.#elapsed : this.#ms
  }

  /** Begins a request, beside earlier ones. */
  start(): void {
    this.#earlier = this.#ms
    this.#started = performance.now()
    this.#isRunning = true
  }

  /** Takes the time since the start. A later lap of the same request replaces it. */
  lap(): void {
    this.#ms = this.#elapsed
    this.#isRunning = false
  }

  get #elapsed(): number {
    return this.#earlier + performance.now() - this.#started
  }
}
