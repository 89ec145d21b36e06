import type { CacheLookup, ServiceObserver, ServiceOutcome } from '../../core/ports/service-observer.js'
import { observe, startTimes, type Times } from './times.js'

/** What was counted of one service behind the gateway. */
export interface ServiceSeries {
  readonly service: string
  /** How many requests ended with each outcome. */
  readonly outcomes: Map<ServiceOutcome, number>
  /** How long those took that were sent. */
  readonly times: Times
  readonly lookups: Map<CacheLookup, number>
  retries: number
  /** Required members that answers lacked. */
  missing: number
}

/** All requests to services, counted and timed once. The counts outlive a change of the file of services. */
export class ServiceTable implements ServiceObserver {
  readonly #series = new Map<string, ServiceSeries>()

  begin({ service }: Parameters<ServiceObserver['begin']>[0]): ReturnType<ServiceObserver['begin']> {
    const series = this.#find(service)
    return {
      headers: noHeaders,
      end({ outcome, ms, retries }) {
        increment(series.outcomes, outcome)
        series.retries += retries
        if (outcome !== 'unavailable') observe(series.times, ms / 1000)
      },
    }
  }

  lookedUp(service: string, lookup: CacheLookup): void {
    increment(this.#find(service).lookups, lookup)
  }

  missing(service: string): void {
    this.#find(service).missing++
  }

  [Symbol.iterator](): Iterator<ServiceSeries> {
    return this.#series.values()
  }

  #find(service: string): ServiceSeries {
    const known = this.#series.get(service)
    if (known !== undefined) return known
    const series = { service, outcomes: new Map(), times: startTimes(), lookups: new Map(), retries: 0, missing: 0 }
    this.#series.set(service, series)
    return series
  }
}

const noHeaders: Readonly<Record<string, string>> = {}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
