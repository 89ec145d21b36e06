import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { ApiError } from '../../core/api-error.js'
import type { Admission } from '../../core/ports/admission.js'
import type { CallLine, CallLog } from '../../core/ports/call-log.js'
import type { ServiceObserver } from '../../core/ports/service-observer.js'
import { methodLabel } from '../method-label.js'
import type { ServiceState } from '../service-state.js'
import { type CallSeries, CallTable } from './call-table.js'
import { CallTimes } from './call-times.js'
import { countAdmissions } from './count-admissions.js'
import { LabelledCounter } from './labelled-counter.js'
import type { MetricsSource } from './metrics-source.js'
import { addServiceMetrics, addServiceStates } from './service-metrics.js'
import { ServiceTable } from './service-table.js'
import { addStoreStates, type StoreState } from './store-states.js'
import { exposeMetrics } from './workers.js'

/** The most applications with a label of their own; all others share `other`. */
const APPLICATIONS = 1000

/** The metrics of a gateway, for Prometheus. */
export interface Metrics extends CallLog, MetricsSource {
  /** Wraps an admission so that its decisions are counted. */
  countAdmissions(admission: Pick<Admission, 'admit'>): Pick<Admission, 'admit'>
  /** Counts the requests to services behind the gateway. */
  readonly services: ServiceObserver
  /** Shows the states of the services that are served. Called once. */
  showServices(states: () => readonly ServiceState[]): void
  /** Exposes the metrics of this worker to the primary process, which aggregates those of all workers. */
  exposeToPrimary(): void
}

/** Creates the metrics of a gateway, with those of the process. */
export function createMetrics(isMaintenance: () => boolean, stores: readonly StoreState[]): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  addMaintenance(register, isMaintenance)
  addStoreStates(register, stores)
  const table = new CallTable()
  addCallMetrics(register, table)
  const applications = labelledCounter(register, {
    name: 'babelgate_application_calls_total',
    help: 'Calls that said who they are and were believed, by application, protocol and signature scheme.',
    labelNames: ['app', 'protocol', 'scheme'],
  })
  const services = new ServiceTable()
  addServiceMetrics(register, services)
  const failures = new Counter({
    name: 'babelgate_store_errors_total',
    help: 'Calls that were answered with 503, by the store that was away.',
    labelNames: ['store'],
    registers: [register],
  })
  const labelOf = appLabels()
  return {
    contentType: register.contentType,
    read: () => register.metrics(),
    call(line: CallLine) {
      const { protocol, dialect, code, ms, app, scheme } = line
      const method = methodLabel(line)
      table.add({ dialect, protocol, method, code, seconds: ms / 1000 })
      if (app !== undefined && scheme !== undefined) applications.add(labelOf(app), protocol, scheme)
    },
    failure(_id: string, fault: ApiError) {
      if (fault.fault === 'service-unavailable' && fault.service === undefined)
        failures.inc({ store: fault.store ?? 'unknown' })
    },
    services,
    showServices: (states) => addServiceStates(register, states),
    exposeToPrimary: () => exposeMetrics(register),
    countAdmissions: (admission) => countAdmissions(admission, register),
  }
}

/** Adds the metrics of calls. */
function addCallMetrics(register: Registry, table: CallTable): void {
  new CallTimes(register, {
    name: 'babelgate_call_duration_seconds',
    help: 'How long calls take, from the first byte of the head to the answer, by protocol.',
    label: 'protocol',
    read: () => Array.from(table, ({ protocol, times }) => [protocol, times] as const),
  })
  new CallTimes(register, {
    name: 'babelgate_call_seconds',
    help: 'How long calls take, from the first byte of the head to the answer, by method.',
    label: 'method',
    read: () => Array.from(table, ({ method, times }) => [method ?? 'other', times] as const),
  })
  addCallCounter(register, table, {
    name: 'babelgate_calls_total',
    help: 'Calls, by protocol, method and code; code 0 is an answer.',
    labelNames: ['protocol', 'method', 'code'],
    labelsOf: ({ protocol, method }) => [protocol, method ?? 'unknown'],
  })
  addCallCounter(register, table, {
    name: 'babelgate_dialect_calls_total',
    help: 'Calls, by dialect, protocol and code; code 0 is an answer.',
    labelNames: ['dialect', 'protocol', 'code'],
    labelsOf: ({ dialect, protocol }) => [dialect, protocol],
  })
}

/** The options of a counter of calls. */
interface CallCounterOptions {
  readonly name: string
  readonly help: string
  /** The last is `code`. */
  readonly labelNames: readonly string[]
  /** The other labels of a series. */
  readonly labelsOf: (series: CallSeries) => readonly string[]
}

/** Registers a prom-client counter that is filled from the table when it is scraped. */
function addCallCounter(
  register: Registry,
  table: CallTable,
  { labelsOf, name, help, labelNames }: CallCounterOptions,
): void {
  new Counter<string>({
    name,
    help,
    labelNames,
    registers: [register],
    collect() {
      this.reset()
      for (const series of table) {
        for (const [code, count] of series.codes) this.labels(...labelsOf(series), String(code)).inc(count)
      }
    },
  })
}

/** Registers a prom-client counter that is filled from a {@link LabelledCounter} when it is scraped. */
function labelledCounter<First extends string, Second extends string, Third extends string>(
  register: Registry,
  counter: { readonly name: string; readonly help: string; readonly labelNames: readonly [First, Second, Third] },
): LabelledCounter {
  const counts = new LabelledCounter()
  new Counter<string>({
    ...counter,
    registers: [register],
    collect() {
      this.reset()
      for (const [first, second, third, count] of counts.entries()) this.labels(first, second, String(third)).inc(count)
    },
  })
  return counts
}

function addMaintenance(register: Registry, isMaintenance: () => boolean): void {
  new Gauge({
    name: 'babelgate_maintenance',
    help: 'Whether the gateway is closed for maintenance.',
    aggregator: 'max',
    registers: [register],
    collect() {
      this.set(isMaintenance() ? 1 : 0)
    },
  })
}

/** Bounds the cardinality of the application label: after {@link APPLICATIONS} keys, further ones are `other`. */
function appLabels(): (key: string) => string {
  const labelled = new Set<string>()
  return (key) => {
    if (labelled.has(key)) return key
    if (labelled.size >= APPLICATIONS) return 'other'
    labelled.add(key)
    return key
  }
}
