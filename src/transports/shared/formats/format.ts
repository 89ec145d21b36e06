import type { SpokenFault } from '../../../core/dialect.js'
import type { Shape } from '../../../core/schema/shape.js'

/** Writes what a method answered, without the status wrapper. */
export type RenderPayload = (result: unknown) => string

/** A way of writing answers as text. All formats show the same tree (design section 3). */
export interface Format {
  readonly name: 'json' | 'xml' | 'php'
  readonly contentType: string
  /** The writer of results of a shape; compiled when it is first asked for. */
  readonly compile: (shape: Shape) => RenderPayload
  /** The whole body of an answer. `at` in Unix seconds. */
  answer(payload: string, wrapper: string, at: number): string
  /** The whole body of a fault. */
  fault(fault: SpokenFault, wrapper: string, at: number): string
}

/** The members of the status wrapper of a fault, in the order of the wire. */
export function faultMembers({ code, title, detail }: SpokenFault, at: number): [name: string, text: string][] {
  const members: [string, string][] = [
    ['status', 'error'],
    ['at', String(at)],
    ['code', String(code)],
    ['message', title],
  ]
  if (detail !== undefined) members.push(['detail', detail])
  return members
}
