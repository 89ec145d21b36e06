import { context, propagation, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import {
  type ServiceObserver,
  type ServiceRequest,
  type ServiceRequestEnd,
  unobserved,
} from '../../core/ports/service-observer.js'

/**
 * Creates a span of the kind CLIENT for every request to a service, inside that of its call, and the headers that continue the trace
 * there. By OpenTelemetry's HTTP conventions, without the address that was called: its values may be secrets.
 */
export function traceServices(tracer: Tracer): ServiceObserver {
  return {
    ...unobserved,
    begin(request) {
      const active = context.active()
      const span = startSpan(tracer, request)
      const headers: Record<string, string> = {}
      propagation.inject(trace.setSpan(active, span), headers)
      return { headers, end: (end) => endSpan(span, end) }
    },
  }
}

function startSpan(tracer: Tracer, { service, method, verb, template, url }: ServiceRequest): Span {
  return tracer.startSpan(`${verb} ${template}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': verb,
      'url.template': template,
      'server.address': url.hostname,
      'server.port': Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
      'babelgate.service': service,
      'rpc.method': method,
    },
  })
}

function endSpan(span: Span, { outcome, status, retries }: ServiceRequestEnd): void {
  span.setAttribute('babelgate.outcome', outcome)
  if (status !== undefined) span.setAttribute('http.response.status_code', status)
  if (retries > 0) span.setAttribute('http.request.resend_count', retries)
  if (outcome !== 'answer') {
    span.setAttribute('error.type', outcome === 'fault' && status !== undefined ? String(status) : outcome)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}
