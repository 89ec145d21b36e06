import { Counter, Gauge, type Registry } from 'prom-client'
import type { ServiceState } from '../service-state.js'
import { CallTimes } from './call-times.js'
import type { ServiceSeries, ServiceTable } from './service-table.js'

/** Adds the metrics of requests to services. */
export function addServiceMetrics(register: Registry, table: ServiceTable): void {
  new CallTimes(register, {
    name: 'babelgate_upstream_seconds',
    help: 'How long requests to services take, all tries included, until the answer is whole.',
    label: 'service',
    read: () => Array.from(table, ({ service, times }) => [service, times] as const),
  })
  addServiceCounter(register, table, {
    name: 'babelgate_upstream_requests_total',
    help: 'Requests to services, by outcome.',
    label: 'outcome',
    read: ({ outcomes }) => outcomes,
  })
  addServiceCounter(register, table, {
    name: 'babelgate_upstream_retries_total',
    help: 'Tries of requests to services after the first.',
    read: ({ retries }) => retries,
  })
  addServiceCounter(register, table, {
    name: 'babelgate_upstream_cache_lookups_total',
    help: 'Calls of methods whose answers are cached, by how they were answered.',
    label: 'result',
    read: ({ lookups }) => lookups,
  })
  addServiceCounter(register, table, {
    name: 'babelgate_upstream_missing_members_total',
    help: 'Required members that answers of services lacked.',
    read: ({ missing }) => missing,
  })
}

/** The options of a counter by service. */
interface ServiceCounterOptions {
  readonly name: string
  readonly help: string
  /** The name of a second label. */
  readonly label?: string
  /** Reads the count, or the counts by the value of the second label. */
  readonly read: (series: ServiceSeries) => number | ReadonlyMap<string, number>
}

/** Registers a prom-client counter that is filled from the table when it is scraped. */
function addServiceCounter(
  register: Registry,
  table: ServiceTable,
  { name, help, label, read }: ServiceCounterOptions,
): void {
  new Counter<string>({
    name,
    help,
    labelNames: label === undefined ? ['service'] : ['service', label],
    registers: [register],
    collect() {
      this.reset()
      for (const series of table) {
        const counts = read(series)
        if (typeof counts === 'number') this.labels(series.service).inc(counts)
        else for (const [value, count] of counts) this.labels(series.service, value).inc(count)
      }
    },
  })
}

/** The states of a breaker as numbers, so that the worst of several workers is the greatest. */
const breakerNumbers: Readonly<Record<ServiceState['breaker'], number>> = { closed: 0, 'half-open': 1, open: 2 }

/** Adds the gauges of the services that are served. */
export function addServiceStates(register: Registry, states: () => readonly ServiceState[]): void {
  const gauge = (
    name: string,
    help: string,
    read: (state: ServiceState) => number,
    aggregator: 'sum' | 'max' = 'sum',
  ) =>
    new Gauge({
      name,
      help,
      labelNames: ['service'],
      aggregator,
      registers: [register],
      collect() {
        this.reset()
        for (const state of states()) this.set({ service: state.service }, read(state))
      },
    })
  gauge(
    'babelgate_upstream_breaker',
    'The state of the breaker of a service: 0 closed, 1 half open, 2 open.',
    ({ breaker }) => breakerNumbers[breaker],
    'max',
  )
  gauge('babelgate_upstream_running', 'Requests to a service that are under way.', ({ running }) => running)
  gauge('babelgate_upstream_queued', 'Requests that wait for a connection to a service.', ({ queued }) => queued)
  gauge('babelgate_upstream_cache_bytes', 'Bytes of cached answers of a service, about.', ({ cached }) => cached)
}
