import { ProxyTracerProvider, trace } from '@opentelemetry/api'
import { flushSpans } from './flush-spans.js'
import { traceAdmissions } from './trace-admissions.js'
import { traceCalls } from './trace-calls.js'
import { traceExchanges } from './trace-exchanges.js'
import type { Traces } from './traces.js'

/** Nobody follows anything, and nothing stands in the way of a call. */
const untraced: Traces = {
  exchanges: (handle) => handle,
  calls: (gateway) => gateway,
  admissions: (admission) => admission,
  flush: async () => undefined,
}

/** Makes spans by the SDK of OpenTelemetry that is registered at this moment; without one calls cost what they did. */
export function openTraces(): Traces {
  const provider = trace.getTracerProvider()
  // Our stand-in has no tracer to give as long as nobody has registered one; another copy's is there because somebody has.
  const tracer =
    provider instanceof ProxyTracerProvider ? provider.getDelegateTracer('babelgate') : provider.getTracer('babelgate')
  if (tracer === undefined) return untraced
  return {
    exchanges: traceExchanges,
    calls: (gateway) => traceCalls(gateway, tracer),
    admissions: (admission) => traceAdmissions(admission, tracer),
    flush: () => flushSpans(provider),
  }
}
