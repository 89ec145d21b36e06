import { context, propagation, trace } from '@opentelemetry/api'
import type { Handle } from './traces.js'

/**
 * Continues the trace of the request headers (`traceparent`, W3C Trace Context, or what the SDK's propagator reads). Where an
 * instrumentation has already started a span for the exchange, that one stays the parent.
 */
export function traceExchanges(handle: Handle): Handle {
  return (req, res) => {
    const active = context.active()
    if (trace.getSpan(active) !== undefined) return handle(req, res)
    context.with(propagation.extract(active, req.headers), handle, undefined, req, res)
  }
}
