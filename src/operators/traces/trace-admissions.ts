import { SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { Admission } from '../../core/ports/admission.js'

/** Creates a span for every asynchronous admission. Synchronous verdicts stay synchronous, without a span. */
export function traceAdmissions(admission: Pick<Admission, 'admit'>, tracer: Tracer): Pick<Admission, 'admit'> {
  return {
    admit(request) {
      const startTime = performance.now()
      const verdict = admission.admit(request)
      if (!(verdict instanceof Promise)) return verdict
      const span = tracer.startSpan('admission', { startTime })
      verdict.then(
        ({ admitted }) => span.setAttribute('babelgate.admitted', admitted).end(),
        () => span.setStatus({ code: SpanStatusCode.ERROR }).end(),
      )
      return verdict
    },
  }
}
