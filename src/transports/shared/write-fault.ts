import type { ApiError } from '../../core/api-error.js'
import { spokenFault } from '../../core/dialect/faults.js'
import type { Dialect } from '../../core/dialect.js'

/** The body of a fault. */
export interface FaultBody {
  readonly contentType: string
  readonly body: string
}

/** Writes the fault of a request that did not reach a transport. @param status the HTTP status of the reply */
export type WriteFault = (error: ApiError, status: number) => FaultBody

/** Creates the fault writer in the default format of a dialect. */
export function faultWriter(dialect: Dialect): WriteFault {
  const { usual } = dialect.envelopes
  return (error, status) => {
    const request = { at: Math.floor(Date.now() / 1000), id: '', verb: '', path: '' }
    return { contentType: usual.faultContentType, body: usual.fault(spokenFault(dialect, error), status, request) }
  }
}
