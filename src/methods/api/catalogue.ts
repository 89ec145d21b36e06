import type { MethodDescription, Requirements } from '../../core/method-spec.js'

/** A common fault, as documented to clients. */
export interface DocumentedFault {
  readonly code: number
  readonly title: string
  /** Its short name. */
  readonly label: string
  /** Its meaning, and what to do about it. */
  readonly meaning: string
}

/** A parameter, as documented to clients. */
export interface DocumentedParameter {
  readonly name: string
  readonly required: boolean
  /** A description of the value. */
  readonly value: string
}

/** The documentation that methods have in common. */
export interface Catalogue {
  /** The path and query of the documentation of a method. */
  pageOf(name: string): string
  /** The credential parameters of a method with these requirements. */
  credentials(needs: Requirements): readonly DocumentedParameter[]
  /** The common faults, in the order of their codes. */
  readonly faults: readonly DocumentedFault[]
  /** The payload of a sample answer, as XML. */
  sampleOf(method: MethodDescription): string
}
