import type { Shape } from '../../../core/schema/shape.js'

/** Writes what a method answered, without an envelope. */
export type RenderPayload = (result: unknown) => string

/**
 * Gives the writer of results of a shape in some notation; compiled when it is first asked for. All notations show the
 * same tree (design section 3).
 */
export type CompilePayload = (shape: Shape) => RenderPayload
