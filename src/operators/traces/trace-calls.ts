import { context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import type { Gateway } from '../../core/gateway.js'
import type { CallLine, CallLog } from '../../core/ports/call-log.js'
import { methodLabel } from '../method-label.js'
import { describeFailure } from './describe-failure.js'

/** Creates a span for every call of a gateway, and makes it the active one during the call. */
export function traceCalls(gateway: Gateway, tracer: Tracer): Gateway {
  return {
    catalog: gateway.catalog,
    charge: (client, reads) => gateway.charge(client, reads),
    call(client, read, render, options) {
      const span = tracer.startSpan('unknown', {
        kind: SpanKind.SERVER,
        attributes: {
          'rpc.system.name': 'babelgate',
          'babelgate.protocol': client.protocol,
          'babelgate.dialect': client.dialect,
        },
      })
      const within = trace.setSpan(context.active(), span)
      return context.with(within, () => gateway.call(client, read, render, { ...options, log: spanLog(span) }))
    },
  }
}

/** A call log that writes the outcome of a call into its span, and ends the span. */
function spanLog(span: Span): CallLog {
  return {
    call(line) {
      if (span.isRecording()) describeCall(span, line)
      span.end()
    },
    failure(_id, fault) {
      if (span.isRecording()) span.recordException(describeFailure(fault))
    },
  }
}

/** Sets the attributes of OpenTelemetry's RPC conventions and our own; all of them are in the call line too. */
function describeCall(span: Span, line: CallLine): void {
  const method = methodLabel(line)
  if (method !== undefined) span.updateName(method)
  span.setAttributes({
    'rpc.method': method,
    'babelgate.call': line.id,
    'babelgate.application': line.app,
    'babelgate.scheme': line.scheme,
    'babelgate.code': line.code,
  })
  if (line.code < 500) return
  span.setAttribute('error.type', String(line.code))
  span.setStatus({ code: SpanStatusCode.ERROR })
}
