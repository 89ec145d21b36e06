import type { Shape } from '../../../core/schema/shape.js'

/** Writes the result of a method, without an envelope. */
export type RenderPayload = (result: unknown) => string

/**
 * Compiles the writer of results of a shape in a notation, on first use. All notations write the same tree (design
 * section 3).
 */
export type CompilePayload = (shape: Shape) => RenderPayload
