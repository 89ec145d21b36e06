import { compilePick, isObject } from '../../core/schema/pick-branch.js'
import { plainDecimal } from '../../core/schema/plain-decimal.js'
import type { NamedShape, ObjectShape, Shape } from '../../core/schema/shape.js'

/** Writes a value as JSON text. */
export type WriteJson = (value: unknown) => string

/**
 * Compiles the JSON writer of a parameter's value: integers beyond a double and exact decimals are numbers by their digits, which
 * `JSON.stringify` cannot write.
 */
export function compileJson(shape: Shape): WriteJson {
  return compile(shape, new Map())
}

type Named = Map<NamedShape, WriteJson>

function compile(shape: Shape, named: Named): WriteJson {
  switch (shape.kind) {
    case 'scalar':
      return shape.type === 'decimal' ? writeDecimal : writeValue
    case 'list': {
      const item = compile(shape.item, named)
      return (value) => (Array.isArray(value) ? `[${value.map(item).join(',')}]` : writeValue(value))
    }
    case 'object':
      return compileObject(shape, named)
    case 'union': {
      const pick = compilePick(shape)
      const branches = shape.branches.map((branch) => compileObject(branch, named))
      return (value) => (branches[pick(value) ?? -1] ?? writeValue)(value)
    }
    case 'ref': {
      const target = shape.target()
      return (value) => {
        const write = named.get(target) ?? compile(target, named)
        named.set(target, write)
        return write(value)
      }
    }
    default:
      return writeValue
  }
}

function compileObject({ members, rest }: ObjectShape, named: Named): WriteJson {
  const declared = new Map(members.map(({ name, shape }) => [name, compile(shape, named)]))
  const other = rest === undefined ? writeValue : compile(rest, named)
  return (value) => {
    if (!isObject(value)) return writeValue(value)
    return writeMembers(Object.entries(value), (name) => declared.get(name) ?? other)
  }
}

/** Writes the members that are present. */
export function writeMembers(
  members: readonly (readonly [name: string, value: unknown])[],
  writerOf: (name: string) => WriteJson,
): string {
  const written: string[] = []
  for (const [name, value] of members) {
    if (value !== undefined) written.push(`${JSON.stringify(name)}:${value === null ? 'null' : writerOf(name)(value)}`)
  }
  return `{${written.join(',')}}`
}

/** Writes a value by its type at run time. */
export function writeValue(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(writeValue).join(',')}]`
  if (isObject(value)) return writeMembers(Object.entries(value), () => writeValue)
  return JSON.stringify(value ?? null)
}

const decimal = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?((?:[eE][+-]?[0-9]+)?)$/

/** Writes a decimal text as a number, in JSON's grammar (RFC 8259 section 6), which has no `+`, `.5` and `5.`. */
function writeDecimal(value: unknown): string {
  if (typeof value !== 'string') return writeValue(value)
  const [, sign, whole = '', fraction = '', exponent = ''] = decimal.exec(value) ?? []
  if (sign === undefined) return JSON.stringify(value)
  return `${sign === '-' ? '-' : ''}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}${exponent}`
}

/** The text of a scalar in a path, a query, a header or a form. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return plainDecimal(value)
  return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : writeValue(value)
}
