import type { RegisteredMethod } from '../../core/registry.js'

/** The methods of this gateway, for the methods that describe them. */
export interface Catalogue {
  /** Every method, ordered by name. */
  methods(): readonly RegisteredMethod[]
  find(name: string): RegisteredMethod | undefined
  /** The path and query of what documents a method. */
  pageOf(name: string): string
  /** The payload of a sample answer, as XML. */
  sampleOf(entry: RegisteredMethod): string
}
