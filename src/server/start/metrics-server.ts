import { createServer } from 'node:http'
import type { Settings } from '../../config/settings.js'
import { hostInUrl } from '../../core/address-list.js'
import { listen } from '../../http/server.js'
import { metricsEndpoint, metricsPath, notFound } from '../../operators/metrics/endpoint.js'
import type { Metrics } from '../../operators/metrics/metrics.js'
import type { MetricsSource } from '../../operators/metrics/metrics-source.js'
import { aggregateMetrics } from '../../operators/metrics/workers.js'
import { explainListening } from './explain-listening.js'

/** An HTTP server for metrics alone. */
export interface MetricsServer {
  /** Its address; undefined if METRICS_PORT is not set. */
  readonly url: string | undefined
  close(): Promise<void>
}

/**
 * Serves the metrics of a process on METRICS_PORT. One of several workers shares its metrics with the primary process
 * instead, which serves them.
 *
 * @throws SettingsError if the port is in use
 */
export async function startMetrics(settings: Settings, metrics: Metrics): Promise<MetricsServer> {
  if (settings.WORKERS === 1) return startMetricsServer(settings, metrics)
  metrics.exposeToPrimary()
  return nowhere
}

/** Serves the aggregated metrics of all workers on METRICS_PORT. @throws SettingsError if the port is in use */
export function startGatheredMetrics(settings: Settings): Promise<MetricsServer> {
  return startMetricsServer(settings, aggregateMetrics())
}

const nowhere: MetricsServer = { url: undefined, close: async () => undefined }

/** Serves metrics on METRICS_PORT, if that is set, over plain http and without authentication. */
async function startMetricsServer(settings: Settings, metrics: MetricsSource): Promise<MetricsServer> {
  const { HOST, METRICS_PORT } = settings
  if (METRICS_PORT === undefined) return nowhere
  const show = metricsEndpoint(metrics)
  const server = createServer((req, res) => (req.url?.split('?', 1)[0] === metricsPath ? show : notFound)(req, res))
  const port = await listen(server, HOST, METRICS_PORT).catch((cause: unknown) => {
    throw explainListening('METRICS_PORT', { host: HOST, port: METRICS_PORT }, cause)
  })
  return {
    url: `http://${hostInUrl(HOST)}:${port}${metricsPath}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
