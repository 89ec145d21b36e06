import { createServer } from 'node:http'
import { type Settings, SettingsError } from '../config.js'
import { metricsEndpoint, metricsPath, notFound } from '../operators/metrics/endpoint.js'
import type { Metrics } from '../operators/metrics/metrics.js'
import { listen } from '../transports/http.js'

/** A listener that shows nothing but metrics. */
export interface MetricsServer {
  /** Where it listens; undefined where it was not asked for. */
  readonly url: string | undefined
  close(): Promise<void>
}

/**
 * Shows the metrics on METRICS_PORT, where that is set, over plain http and to everybody who reaches it.
 *
 * @throws SettingsError where the port is taken
 */
export async function startMetricsServer(settings: Settings, metrics: Metrics): Promise<MetricsServer> {
  const { HOST, METRICS_PORT } = settings
  if (METRICS_PORT === undefined) return { url: undefined, close: async () => undefined }
  const show = metricsEndpoint(metrics)
  const server = createServer((req, res) => (req.url?.split('?', 1)[0] === metricsPath ? show : notFound)(req, res))
  const port = await listen(server, HOST, METRICS_PORT).catch((cause: unknown) => {
    throw new SettingsError(`HOST ${HOST} and METRICS_PORT ${METRICS_PORT} cannot be listened on`, { cause })
  })
  return {
    url: `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}${metricsPath}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
