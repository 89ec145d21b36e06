import { type ApiError, type ParameterProblem, withSubject } from '../api-error.js'
import type { FaultName } from '../errors.js'

/** A fault of the error table as a family of clients knows it. */
export interface DialectFault {
  readonly code: number
  readonly title: string
}

/** Number and text of every fault of the error table; one that is missing does not compile. */
export type DialectFaults = Readonly<Record<FaultName, DialectFault>>

/** A fault as it goes on the wire. */
export interface SpokenFault {
  readonly code: number
  readonly title: string
  /** The sentence that says what to mend, where there is one. */
  readonly detail: string | undefined
  /** Its name in the error table; undefined for a method's own faults. */
  readonly name: FaultName | undefined
  /** The wrong parameters, if the fault concerns parameters. */
  readonly parameters: readonly ParameterProblem[]
}

/** Puts a fault in the words of a dialect; the faults of a method keep its own. */
export function spokenFault({ faults }: { readonly faults: DialectFaults }, error: ApiError): SpokenFault {
  const { fault, code, message, subject, detail, parameters } = error
  if (fault === undefined) return { code, title: message, detail, name: undefined, parameters }
  const known = faults[fault]
  return { code: known.code, title: withSubject(known.title, subject), detail, name: fault, parameters }
}
