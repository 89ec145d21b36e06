import { ProxyTracerProvider, trace } from '@opentelemetry/api'
import { flushSpans } from './flush-spans.js'
import { traceAdmissions } from './trace-admissions.js'
import { traceCalls } from './trace-calls.js'
import { traceExchanges } from './trace-exchanges.js'
import { traceServices } from './trace-services.js'
import type { Traces } from './traces.js'

/** Without an SDK nothing is wrapped. */
const untraced: Traces = {
  exchanges: (handle) => handle,
  calls: (gateway) => gateway,
  admissions: (admission) => admission,
  services: undefined,
  flush: async () => undefined,
}

/** Creates spans by the OpenTelemetry SDK that is registered now; without one calls have no overhead. */
export function openTraces(): Traces {
  const provider = trace.getTracerProvider()
  // The API's own proxy delegates to no tracer until an SDK is registered; a provider of another copy of the API is an SDK's.
  const tracer =
    provider instanceof ProxyTracerProvider ? provider.getDelegateTracer('babelgate') : provider.getTracer('babelgate')
  if (tracer === undefined) return untraced
  return {
    exchanges: traceExchanges,
    calls: (gateway) => traceCalls(gateway, tracer),
    admissions: (admission) => traceAdmissions(admission, tracer),
    services: traceServices(tracer),
    flush: () => flushSpans(provider),
  }
}
