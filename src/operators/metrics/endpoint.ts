import type { RequestListener } from 'node:http'
import { apiReply, sendReply } from '../../transports/shared/reply.js'
import { isDirectLoopback } from '../direct-loopback.js'
import { readersOnly } from '../readers-only.js'
import type { MetricsSource } from './metrics-source.js'

export const metricsPath = '/metrics'

/** Shows the metrics to everybody who can reach the listener; for a port that only Prometheus can. */
export function metricsEndpoint({ read, contentType }: MetricsSource): RequestListener {
  return readersOnly((_req, res) => {
    read().then(
      (text) => sendReply(res, apiReply(200, contentType, text, [])),
      (error: Error) => res.destroy(error),
    )
  })
}

/** Shows the metrics to programs on this machine only; for all others there is nothing at this address. */
export function localMetricsEndpoint(metrics: MetricsSource): RequestListener {
  const show = metricsEndpoint(metrics)
  return (req, res) => (isDirectLoopback(req) ? show(req, res) : notFound(req, res))
}

/** Answers as if nothing were there. */
export const notFound: RequestListener = (_req, res) => {
  sendReply(res, apiReply(404, 'text/plain; charset=utf-8', 'There is nothing at this address.\n', []))
}
