import type { RequestListener } from 'node:http'
import { createHealth } from '../operators/health.js'
import { localMetricsEndpoint, metricsPath } from '../operators/metrics/endpoint.js'
import type { Metrics } from '../operators/metrics/metrics.js'
import { createReadiness } from '../operators/readiness.js'
import type { Services } from './services.js'

/** What operators ask on the port of the clients: health, and metrics where those have no port of their own. */
export function createOperators(
  { settings, needs, maintenance }: Services,
  metrics: Metrics,
  isDraining: () => boolean,
): ReadonlyMap<string, RequestListener> {
  const health = createHealth({ missing: createReadiness(needs), isDraining, isMaintenance: maintenance.isOn })
  const { METRICS_PORT, WORKERS } = settings
  // A single worker knows only what it did itself.
  if (METRICS_PORT !== undefined || WORKERS > 1) return health
  return new Map([...health, [metricsPath, localMetricsEndpoint(metrics)]])
}
