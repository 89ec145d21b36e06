import type { Member, NamedShape, ScalarShape, Shape } from '../../core/schema/shape.js'
import { compileAny, type JsonValueWriter } from '../shared/formats/any-value.js'
import { compileMembers, compileUnion, type RenderNamed } from '../shared/formats/members.js'
import { refCompiler } from '../shared/formats/named.js'
import { itemsOf, type Render, scalarText } from '../shared/formats/scalar-text.js'
import { escapeText } from '../shared/xml/escape.js'

/** An array of values that are written already. */
export function arrayOf(values: readonly string[]): string {
  return `<array><data>${values.map((value) => `<value>${value}</value>`).join('')}</data></array>`
}

const compileRef = refCompiler(compileValue)

/** Compiles the writer of what a value holds, in the types that the Shape declares. */
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

/** Compiles the element of a type around a text that fits it. */
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

/** Values of no declared type; whole numbers beyond 32 bits are written as those that are declared longer. */
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

/** The type has 32 bits; a number that has outgrown them is written as those that are declared longer. */
function int(text: string): string {
  return (Number(text) | 0) === Number(text) ? `<int>${text}</int>` : `<string>${text}</string>`
}

/** An instant of ISO 8601 in the form of the specification, which knows no zones: always UTC. */
function dateTime(text: string): string {
  return new Date(text).toISOString().replace(/-/g, '').slice(0, 'YYYYMMDDTHH:MM:SS'.length)
}
