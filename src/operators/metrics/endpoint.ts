import type { RequestListener } from 'node:http'
import { apiReply, sendReply } from '../../transports/shared/reply.js'
import { isDirectLoopback } from '../direct-loopback.js'
import { getOnly } from '../get-only.js'
import type { MetricsSource } from './metrics-source.js'

export const metricsPath = '/metrics'

/** Serves the metrics to every client, for a port that only Prometheus can reach. */
export function metricsEndpoint({ read, contentType }: MetricsSource): RequestListener {
  return getOnly((_req, res) => {
    read().then(
      (text) => sendReply(res, apiReply(200, contentType, text, [])),
      (error: Error) => res.destroy(error),
    )
  })
}

/** Serves the metrics to direct loopback clients only; answers 404 to all others. */
export function localMetricsEndpoint(metrics: MetricsSource): RequestListener {
  const serve = metricsEndpoint(metrics)
  return (req, res) => (isDirectLoopback(req) ? serve(req, res) : notFound(req, res))
}

/** Answers 404. */
export const notFound: RequestListener = (_req, res) => {
  sendReply(res, apiReply(404, 'text/plain; charset=utf-8', 'There is nothing at this address.\n', []))
}
