import type { MethodDescription, Requirements } from '../../core/method-spec.js'

/** A fault that every method shares, as its clients read it. */
export interface DocumentedFault {
  readonly code: number
  readonly title: string
  /** The name that is printed beside it. */
  readonly label: string
  /** What it means and what to do next. */
  readonly meaning: string
}

/** A parameter that many methods share, as its clients read it. */
export interface DocumentedParameter {
  readonly name: string
  readonly required: boolean
  /** What its value is. */
  readonly value: string
}

/** What the documentation of methods holds beside their descriptions. */
export interface Catalogue {
  /** The path and query of what documents a method. */
  pageOf(name: string): string
  /** The parameters that carry the credentials of a method with these requirements. */
  credentials(needs: Requirements): readonly DocumentedParameter[]
  /** What every method shares, in the order of the codes. */
  readonly faults: readonly DocumentedFault[]
  /** The payload of a sample answer, as XML. */
  sampleOf(method: MethodDescription): string
}
