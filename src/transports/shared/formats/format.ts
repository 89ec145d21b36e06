import type { PayloadNames } from '../../../core/dialect/envelopes.js'
import type { Shape } from '../../../core/schema/shape.js'

/** Writes the result of a method, without an envelope. */
export type RenderPayload = (result: unknown) => string

/**
 * Gives the compiler of writers of results in a notation, for the envelopes of a dialect. It compiles a shape on first use.
 * All notations write the same tree (design section 3).
 */
export type CompilePayload = (names: PayloadNames) => (shape: Shape) => RenderPayload
