import type { RegisteredMethod } from '../../core/registry.js'

/** A fault that every method shares, as its clients read it. */
export interface DocumentedFault {
  readonly code: number
  readonly title: string
  /** The name that is printed beside it. */
  readonly label: string
  /** What it means and what to do next. */
  readonly meaning: string
}

/** The methods of this gateway, for the methods that describe them. */
export interface Catalogue {
  /** Every method, ordered by name. */
  methods(): readonly RegisteredMethod[]
  find(name: string): RegisteredMethod | undefined
  /** The path and query of what documents a method. */
  pageOf(name: string): string
  /** What every method shares, in the order of the codes. */
  readonly faults: readonly DocumentedFault[]
  /** The payload of a sample answer, as XML. */
  sampleOf(method: RegisteredMethod): string
}
