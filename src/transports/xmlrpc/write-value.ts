import type { ScalarShape, Shape } from '../../core/schema/shape.js'
import { compileMembers, type RenderNamed } from '../shared/formats/members.js'
import { itemsOf, type Render, scalarText } from '../shared/formats/scalar-text.js'
import { escapeText } from '../shared/xml/escape.js'

/** An array of values that are written already. */
export function arrayOf(values: readonly string[]): string {
  return `<array><data>${values.map((value) => `<value>${value}</value>`).join('')}</data></array>`
}

/** Compiles the writer of what a value holds, in the types that the Shape declares. */
export function compileValue(shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar':
      return compileScalar(shape)
    case 'list': {
      const item = compileValue(shape.item)
      return (value) => arrayOf(itemsOf(value, shape).map(item))
    }
    case 'object': {
      const members = compileMembers(shape, compileMember, compileOther)
      return (value) => `<struct>${members(value).join('')}</struct>`
    }
  }
}

function compileMember(name: string, shape: Shape): Render {
  const start = startOf(name)
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
function compileTyped({ type, long }: ScalarShape): (text: string) => string {
  switch (type) {
    case 'integer':
      return long ? string : int
    case 'decimal':
      return (text) => `<double>${text}</double>`
    case 'boolean':
      return (text) => `<boolean>${text}</boolean>`
    case 'instant':
      return (text) => `<dateTime.iso8601>${dateTime(text)}</dateTime.iso8601>`
    case 'string':
      return string
  }
}

const string = (text: string): string => `<string>${escapeText(text)}</string>`

/** The type has 32 bits; a number that has outgrown them is written as those that are declared longer. */
const int = (text: string): string =>
  (Number(text) | 0) === Number(text) ? `<int>${text}</int>` : `<string>${text}</string>`

/** An instant of ISO 8601 in the form of the specification, which knows no zones: always UTC. */
function dateTime(text: string): string {
  return new Date(text).toISOString().replace(/-/g, '').slice(0, 'YYYYMMDDTHH:MM:SS'.length)
}
