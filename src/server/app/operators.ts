import type { RequestListener } from 'node:http'
import { createHealth, type HealthDependencies } from '../../operators/health.js'
import { localMetricsEndpoint, metricsPath } from '../../operators/metrics/endpoint.js'
import type { Metrics } from '../../operators/metrics/metrics.js'
import { createReadiness } from '../../operators/readiness.js'
import type { Services } from '../services.js'

/** The dependencies of the operators' endpoints beside the services. */
export interface OperatorsDependencies {
  readonly metrics: Metrics
  readonly upstreams: HealthDependencies['upstreams']
  readonly isDraining: () => boolean
}

/** Makes the operators' endpoints on the public port: health, and metrics unless METRICS_PORT serves them. */
export function createOperators(
  { settings, readinessChecks, maintenance }: Services,
  { metrics, upstreams, isDraining }: OperatorsDependencies,
): ReadonlyMap<string, RequestListener> {
  const health = createHealth({
    missing: createReadiness(readinessChecks),
    isDraining,
    isMaintenance: maintenance.isOn,
    upstreams,
  })
  const { METRICS_PORT, WORKERS } = settings
  // One of several workers has only its own metrics.
  if (METRICS_PORT !== undefined || WORKERS > 1) return health
  return new Map([...health, [metricsPath, localMetricsEndpoint(metrics)]])
}
