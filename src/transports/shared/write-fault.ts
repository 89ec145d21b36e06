import type { ApiError } from '../../core/api-error.js'
import { type Dialect, spokenFault } from '../../core/dialect.js'
import { json } from './formats/json.js'

/** A fault as a body. */
export interface FaultBody {
  readonly contentType: string
  readonly body: string
}

/** Writes the fault of a request that no transport got to see. */
export type WriteFault = (error: ApiError) => FaultBody

/** Makes the writer of such faults in the JSON of a dialect. */
export function faultWriter(dialect: Dialect): WriteFault {
  return (error) => {
    const at = Math.floor(Date.now() / 1000)
    return { contentType: json.contentType, body: json.fault(spokenFault(dialect, error), dialect.wrapper, at) }
  }
}
