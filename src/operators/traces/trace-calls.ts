import { context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import type { Gateway } from '../../core/gateway.js'
import type { CallLine, CallLog } from '../../core/ports/call-log.js'
import { methodName } from '../method-name.js'
import { describeFailure } from './describe-failure.js'

/** Makes a span of every call of a gateway; whatever the call begins belongs to it. */
export function traceCalls(gateway: Gateway, tracer: Tracer): Gateway {
  return {
    catalog: gateway.catalog,
    charge: (client, reads) => gateway.charge(client, reads),
    call(client, read, render, options) {
      const span = tracer.startSpan('unknown', {
        kind: SpanKind.SERVER,
        attributes: { 'rpc.system.name': 'babelgate', 'babelgate.protocol': client.protocol },
      })
      const within = trace.setSpan(context.active(), span)
      return context.with(within, () => gateway.call(client, read, render, { ...options, log: spanLog(span) }))
    },
  }
}

/** Writes what a call came to into its span, and ends that. */
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

/** The attributes of the conventions for RPC, and our own; nothing that the line of the call does not say too. */
function describeCall(span: Span, line: CallLine): void {
  const method = methodName(line)
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
