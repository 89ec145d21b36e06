import type { RequestListener } from 'node:http'
import { createHealth } from '../../operators/health.js'
import { localMetricsEndpoint, metricsPath } from '../../operators/metrics/endpoint.js'
import type { Metrics } from '../../operators/metrics/metrics.js'
import { createReadiness } from '../../operators/readiness.js'
import type { Services } from '../services.js'

/** Makes the operators' endpoints on the public port: health, and metrics unless METRICS_PORT serves them. */
export function createOperators(
  { settings, readinessChecks, maintenance }: Services,
  metrics: Metrics,
  isDraining: () => boolean,
): ReadonlyMap<string, RequestListener> {
  const health = createHealth({
    missing: createReadiness(readinessChecks),
    isDraining,
    isMaintenance: maintenance.isOn,
  })
  const { METRICS_PORT, WORKERS } = settings
  // One of several workers has only its own metrics.
  if (METRICS_PORT !== undefined || WORKERS > 1) return health
  return new Map([...health, [metricsPath, localMetricsEndpoint(metrics)]])
}
