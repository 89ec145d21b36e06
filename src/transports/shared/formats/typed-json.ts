import { isExact, wantedScalar } from '../../../core/schema/scalar-values.js'
import type { Member, NamedShape, ScalarShape, Shape } from '../../../core/schema/shape.js'
import { memo } from '../memo.js'
import { compileAny, type JsonValueWriter, plainJson } from './any-value.js'
import type { RenderPayload } from './format.js'
import { compileMembers, compileUnion, type RenderNamed } from './members.js'
import { refCompiler } from './named.js'
import { carriable, fileText, itemsOf, type Render, scalarText, unfit } from './scalar-text.js'

/**
 * JSON (RFC 8259) in its own types and without a wrapper: lists, scalars, null and empty lists are written as they are. A
 * number that a double cannot hold exactly is a string of its digits.
 */
export const typedJson: (shape: Shape) => RenderPayload = memo(compile)

const compileRef = refCompiler(compile)

function compile(shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar':
      return compileScalar(shape)
    case 'list': {
      const item = compile(shape.item)
      return (value) => `[${itemsOf(value, shape).map(item).join(',')}]`
    }
    case 'object':
    case 'union': {
      const content = compileContent(shape)
      return (value) => `{${content(value)}}`
    }
    case 'ref':
      return compileRef(shape)
    case 'any':
      return compileAny(shape, values)
    case 'file':
      return (value) => `"${fileText(shape, value)}"`
  }
}

function compileContent(shape: NamedShape): Render {
  if (shape.kind === 'union') {
    const write = compileUnion(shape, compileContent)
    return (value) => write(value)(value)
  }
  const members = compileMembers(shape, compileMember, compileOther, { keeps: () => true, rest: true, writeNull })
  return (value) => members(value).join(',')
}

function compileMember({ name, shape }: Member): Render {
  const start = `${JSON.stringify(name)}:`
  const render = compile(shape)
  return (value) => start + render(value)
}

function compileOther(shape: Shape): RenderNamed {
  const render = compile(shape)
  return (name, value) => `${JSON.stringify(name)}:${render(value)}`
}

function writeNull(name: string): string {
  return `${JSON.stringify(name)}:null`
}

function compileScalar(shape: ScalarShape): Render {
  switch (shape.type) {
    case 'boolean':
      return (value) => {
        if (value === true) return 'true'
        return value === false ? 'false' : unfit(shape, value, wantedScalar(shape))
      }
    case 'integer':
    case 'unix-time':
    case 'long':
    case 'number':
    case 'decimal':
      return (value) => {
        if (Number.isSafeInteger(value)) return String(value)
        const text = scalarText(shape, value)
        return typeof value === 'number' && shape.type === 'number' ? text : number(text)
      }
    default:
      return (value) => quoted(scalarText(shape, value))
  }
}

/** Characters that JSON escapes (RFC 8259 section 7), and those that XML may not carry. */
const special = /["\\\0-\x1f\ud800-\udfff\ufffe\uffff]/

/** Writes a string. Most hold nothing special, which one test finds out faster than `JSON.stringify` (bench row W7). */
function quoted(text: string): string {
  return special.test(text) ? JSON.stringify(carriable(text)) : `"${text}"`
}

/** Writes digits as a number, or as a string where a double would lose some. JSON allows no leading zeros. */
function number(text: string): string {
  return isExact(text) ? text.replace(/^(-?)0+(?=\d)/, '$1') : JSON.stringify(text)
}

const values: JsonValueWriter = {
  ...plainJson,
  number: (text, value) => (typeof value === 'number' ? text : number(text)),
}
