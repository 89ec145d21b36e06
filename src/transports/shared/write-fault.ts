import type { ApiError } from '../../core/api-error.js'
import { spokenFault } from '../../core/dialect/faults.js'
import type { Dialect } from '../../core/dialect.js'

/** A fault as a body. */
export interface FaultBody {
  readonly contentType: string
  readonly body: string
}

/** Writes the fault of a request that no transport got to see. @param status the HTTP status that it goes out with */
export type WriteFault = (error: ApiError, status: number) => FaultBody

/** Makes the writer of such faults in the usual format of a dialect. */
export function faultWriter(dialect: Dialect): WriteFault {
  const { usual } = dialect.envelopes
  return (error, status) => {
    const request = { at: Math.floor(Date.now() / 1000), id: '', verb: '', path: '' }
    return { contentType: usual.faultContentType, body: usual.fault(spokenFault(dialect, error), status, request) }
  }
}
