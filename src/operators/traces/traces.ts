import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gateway } from '../../core/gateway.js'
import type { Admission } from '../../core/ports/admission.js'
import type { ServiceObserver } from '../../core/ports/service-observer.js'

/** Handles an HTTP exchange. */
export type Handle = (req: IncomingMessage, res: ServerResponse) => void

/** Distributed tracing. Each function wraps its argument. */
export interface Traces {
  /** Continues the trace of the request headers. */
  exchanges(handle: Handle): Handle
  /** Creates a span for each call. */
  calls(gateway: Gateway): Gateway
  /** Creates a child span for each asynchronous admission. */
  admissions(admission: Pick<Admission, 'admit'>): Pick<Admission, 'admit'>
  /** Creates a child span for each request to a service behind the gateway; undefined without an SDK. */
  readonly services: ServiceObserver | undefined
  /** Exports buffered spans; never rejects. */
  flush(): Promise<void>
}
