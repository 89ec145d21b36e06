import { isObject } from '../../../core/schema/pick-branch.js'
import { plainDecimal } from '../../../core/schema/plain-decimal.js'
import { type AnyShape, deepestTree } from '../../../core/schema/shape.js'
import { carriable, type Render } from './scalar-text.js'

/** Writes JSON values in a format. */
export interface JsonValueWriter {
  string(text: string): string
  /** @param text the value in plain decimal */
  number(text: string, value: number | bigint): string
  boolean(value: boolean): string
  readonly null: string
  list(items: readonly string[]): string
  object(members: readonly (readonly [name: string, written: string])[]): string
}

/**
 * Compiles the writer of an `any`.
 *
 * @throws TypeError from the writer, for a value that is no JSON or too deep
 */
export function compileAny({ path }: AnyShape, writer: JsonValueWriter): Render {
  const write = (value: unknown, depth: number): string => {
    if (depth > deepestTree) throw new TypeError(`${path} is nested more than ${deepestTree} deep`)
    if (value === null) return writer.null
    if (typeof value === 'string') return writer.string(carriable(value))
    if (typeof value === 'boolean') return writer.boolean(value)
    if (typeof value === 'bigint') return writer.number(value.toString(), value)
    if (typeof value === 'number' && Number.isFinite(value)) return writer.number(plainDecimal(value), value)
    if (Array.isArray(value)) return writer.list(value.map((item) => write(item, depth + 1)))
    if (!isPlainObject(value))
      throw new TypeError(`${path} must hold values of JSON; the handler gave a ${typeof value}`)
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    return writer.object(members.map(([name, member]) => [carriable(name), write(member, depth + 1)]))
  }
  return (value) => write(value, 0)
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Plain JSON, for formats that carry it as text. */
export const plainJson: JsonValueWriter = {
  string: (text) => JSON.stringify(text),
  number: (text) => text,
  boolean: String,
  null: 'null',
  list: (items) => `[${items.join(',')}]`,
  object: (members) => `{${members.map(([name, written]) => `${JSON.stringify(name)}:${written}`).join(',')}}`,
}

/** Compiles the writer of an `any` as JSON text. */
export function compileJsonText(shape: AnyShape): Render {
  return compileAny(shape, plainJson)
}

/** JSON in which every scalar is a string, as in all JSON answers of the old APIs. */
export const textJson: JsonValueWriter = {
  ...plainJson,
  number: (text) => JSON.stringify(text),
  boolean: (value) => (value ? '"1"' : '"0"'),
}
