import { maybeNotXml, notXml } from '../../../core/schema/not-xml.js'
import { isObject } from '../../../core/schema/pick-branch.js'
import { textOfScalar, wantedScalar } from '../../../core/schema/scalar-values.js'
import type { FileShape, ListShape, ScalarShape, Shape } from '../../../core/schema/shape.js'

/** Writes a value that is present. @throws TypeError where it does not fit its Shape */
export type Render = (value: unknown) => string

/**
 * Writes a scalar as text: booleans as 1 and 0, numbers in plain decimal. Formats that do not escape for XML pass it
 * through {@link carriable}. One function serves all types, because V8 inlines it, and closures per type it would call
 * (bench rows W1 and W6).
 *
 * @throws TypeError with the member's path, for a value of another than the declared type
 */
export function scalarText(shape: ScalarShape, value: unknown): string {
  if (shape.type === 'string' && typeof value === 'string') return value
  return textOfScalar(shape, value) ?? unfit(shape, value, wantedScalar(shape))
}

/** The base64 of a file that was read. @throws TypeError */
export function fileText(shape: FileShape, value: unknown): string {
  if (!(value instanceof Uint8Array)) return unfit(shape, value, 'a file')
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
}

/** The members of a value that is declared as an object. @throws TypeError */
export function membersOf(value: unknown, shape: Shape): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : unfit(shape, value, 'an object')
}

/** The items of a value that is declared as a list. @throws TypeError */
export function itemsOf(value: unknown, shape: ListShape): readonly unknown[] {
  return Array.isArray(value) ? value : unfit(shape, value, 'a list')
}

/** Refuses the value of a member. The message names method and member, not the value, which may be a secret. */
export function unfit({ path }: Shape, value: unknown, wanted: string): never {
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of the type ${typeof value}`
  throw new TypeError(`${path} must be ${wanted}; the handler gave ${found}`)
}

const everyNotXml = new RegExp(notXml, 'gu')

/** Replaces characters that XML forbids by U+FFFD, as the XML escapers do, so that all formats show the same text. */
export function carriable(text: string): string {
  return maybeNotXml.test(text) ? text.replace(everyNotXml, '\ufffd') : text
}
