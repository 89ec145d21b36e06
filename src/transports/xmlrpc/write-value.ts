import type { Member, NamedShape, ScalarShape, Shape } from '../../core/schema/shape.js'
import { compileAny, type JsonValueWriter } from '../shared/formats/any-value.js'
import { compileMembers, compileUnion, type RenderNamed } from '../shared/formats/members.js'
import { refCompiler } from '../shared/formats/named.js'
import { fileText, itemsOf, type Render, scalarText } from '../shared/formats/scalar-text.js'
import { escapeText } from '../shared/xml/escape.js'

/** Writes an array. @param values the contents of its values */
export function arrayOf(values: readonly string[]): string {
  return `<array><data>${values.map((value) => `<value>${value}</value>`).join('')}</data></array>`
}

const compileRef = refCompiler(compileValue)

/** Compiles the writer of the content of a value, in the types that the Shape declares. */
export function compileValue(shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar':
      return compileScalar(shape)
    case 'list': {
      const item = compileValue(shape.item)
      return (value) => arrayOf(itemsOf(value, shape).map(item))
    }
    case 'object':
    case 'union':
      return compileStruct(shape)
    case 'ref':
      return compileRef(shape)
    case 'any':
      return compileAny(shape, values)
    case 'file':
      return (value) => `<base64>${fileText(shape, value)}</base64>`
  }
}

function compileStruct(shape: NamedShape): Render {
  if (shape.kind === 'union') {
    const write = compileUnion(shape, compileStruct)
    return (value) => write(value)(value)
  }
  const members = compileMembers(shape, compileMember, compileOther)
  return (value) => `<struct>${members(value).join('')}</struct>`
}

function compileMember({ xmlName, shape }: Member): Render {
  const start = startOf(xmlName)
  const render = compileValue(shape)
  return (value) => `${start}${render(value)}</value></member>`
}

function compileOther(shape: Shape): RenderNamed {
  const render = compileValue(shape)
  return (name, value) => `${startOf(name)}${render(value)}</value></member>`
}

function startOf(name: string): string {
  return `<member><name>${escapeText(name)}</name><value>`
}

function compileScalar(shape: ScalarShape): Render {
  const typed = compileTyped(shape)
  return (value) => typed(scalarText(shape, value))
}

/** Compiles the writer of a typed element around a text. */
function compileTyped({ type }: ScalarShape): (text: string) => string {
  switch (type) {
    case 'integer':
    case 'unix-time':
      return int
    case 'number':
      return double
    case 'boolean':
      return (text) => `<boolean>${text}</boolean>`
    case 'instant':
      return (text) => `<dateTime.iso8601>${dateTime(text)}</dateTime.iso8601>`
    case 'bytes':
      return (text) => `<base64>${text}</base64>`
    default:
      return string
  }
}

/** The writer of undeclared types; integers beyond 32 bits are written as strings, as declared ones are. */
const values: JsonValueWriter = {
  string,
  number: (text) => (text.includes('.') ? double(text) : int(text)),
  boolean: (value) => `<boolean>${value ? 1 : 0}</boolean>`,
  null: '<nil/>',
  list: arrayOf,
  object: (members) =>
    `<struct>${members.map(([name, written]) => `${startOf(name)}${written}</value></member>`).join('')}</struct>`,
}

function string(text: string): string {
  return `<string>${escapeText(text)}</string>`
}

function double(text: string): string {
  return `<double>${text}</double>`
}

/** Writes an `int`, which has 32 bits; a larger number is a string, as a declared 64-bit integer is. */
function int(text: string): string {
  return (Number(text) | 0) === Number(text) ? `<int>${text}</int>` : `<string>${text}</string>`
}

const withoutZone = /^.{19}(?:\.\d+)?$/

/** Converts an instant to the form of the specification, which has no zones: in UTC, but for a time that has no zone itself. */
function dateTime(text: string): string {
  if (withoutZone.test(text)) return text.replace(/-/g, '').toUpperCase().slice(0, 'YYYYMMDDTHH:MM:SS'.length)
  return new Date(text).toISOString().replace(/-/g, '').slice(0, 'YYYYMMDDTHH:MM:SS'.length)
}
