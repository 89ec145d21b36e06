import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gateway } from '../../core/gateway.js'
import type { Admission } from '../../core/ports/admission.js'

/** Answers an exchange. */
export type Handle = (req: IncomingMessage, res: ServerResponse) => void

/** Lets operators follow requests through many programs. Each function gives back what does the same, and is followed. */
export interface Traces {
  /** Exchanges go on with the trace that their headers name. */
  exchanges(handle: Handle): Handle
  /** Each call is a span. */
  calls(gateway: Gateway): Gateway
  /** An admission that somebody else was asked for is a span inside that of its call. */
  admissions(admission: Pick<Admission, 'admit'>): Pick<Admission, 'admit'>
  /** Sends what is still in memory; never fails. */
  flush(): Promise<void>
}
