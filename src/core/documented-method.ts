/** A fault, as documented to clients. */
export interface DocumentedFault {
  /** The number on the wire. */
  readonly code: number
  readonly title: string
  /** The short name; undefined for a method's own faults. */
  readonly label: string | undefined
  /** Its meaning, what to do about it, and where the dialect has one for each fault, its HTTP status. */
  readonly meaning: string
}

/** A parameter, or a header that carries a credential, as documented to clients. */
export interface DocumentedParameter {
  readonly name: string
  readonly required: boolean
  /** A description of the value. */
  readonly value: string
}

/** The additions of a dialect to the description of a method. */
export interface DocumentedMethod {
  /** How its calls say who makes them. */
  readonly credentials: readonly DocumentedParameter[]
  /** The method's own faults, then the common ones in the order of their codes. */
  readonly faults: readonly DocumentedFault[]
  /** The result of a sample answer, without an envelope. */
  readonly sample: string
}
