import { context, propagation, trace } from '@opentelemetry/api'
import type { Handle } from './traces.js'

/**
 * Answers exchanges as a part of the trace that their headers name (`traceparent`, W3C Trace Context, or what else the
 * SDK reads). Where somebody has begun a span for the exchange already, that one stays the parent.
 */
export function traceExchanges(handle: Handle): Handle {
  return (req, res) => {
    const active = context.active()
    if (trace.getSpan(active) !== undefined) return handle(req, res)
    context.with(propagation.extract(active, req.headers), handle, undefined, req, res)
  }
}
