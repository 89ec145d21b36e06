import { SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { Admission } from '../../core/ports/admission.js'

/** Makes a span of every admission that has to be waited for. Where it decides at once, so does this. */
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
