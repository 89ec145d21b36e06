import type { Member, NamedShape, Shape } from '../../../core/schema/shape.js'
import { memo } from '../memo.js'
import { compileAny, type JsonValueWriter } from './any-value.js'
import type { CompilePayload } from './format.js'
import { compileMembers, compileUnion, type RenderNamed } from './members.js'
import { refCompiler } from './named.js'
import { compilePayload } from './payload-shape.js'
import { carriable, fileText, itemsOf, type Render, scalarText } from './scalar-text.js'

/** The content type of PHP's serialization. */
export const phpContentType = 'text/plain; charset=utf-8'

/**
 * PHP's serialize() of the tree: arrays and strings only, never objects; lengths are in bytes of UTF-8. A payload begins
 * with the number of its members, which the array around it needs ({@link phpArrayWith}).
 */
export const phpPayload: CompilePayload = memo((names) =>
  memo((shape) => {
    const members = compilePayload(shape, names, compileContent)
    return (result) => {
      const pieces = members(result)
      return `${pieces.length}:${pieces.join('')}`
    }
  }),
)

/** A string in PHP's serialization. */
export function phpString(text: string): string {
  return `s:${Buffer.byteLength(text)}:"${text}";`
}

/** An array in PHP's serialization. @param pieces its members, each a name and a value */
export function phpArray(pieces: readonly string[]): string {
  return `a:${pieces.length}:{${pieces.join('')}}`
}

/** An array of a member followed by those of a payload. */
export function phpArrayWith(first: string, payload: string): string {
  const split = payload.indexOf(':')
  return `a:${Number(payload.slice(0, split)) + 1}:{${first}${payload.slice(split + 1)}}`
}

/** Compiles the writer of the members of an object, one text for each. */
function compileContent(shape: NamedShape): (value: unknown) => readonly string[] {
  if (shape.kind === 'object') return compileMembers(shape, compileMember, compileOther)
  const write = compileUnion(shape, compileContent)
  return (value) => write(value)(value)
}

function compileMember({ name, shape }: Member): Render {
  const start = phpString(name)
  const render = compile(shape)
  return (value) => start + render(value)
}

function compileOther(shape: Shape): RenderNamed {
  const render = compile(shape)
  return (name, value) => phpString(name) + render(value)
}

const compileRef = refCompiler(compile)

function compile(shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar':
      return (value) => phpString(carriable(scalarText(shape, value)))
    case 'list': {
      const item = compile(shape.item)
      return (value) => list(itemsOf(value, shape).map(item))
    }
    case 'object':
    case 'union': {
      const members = compileContent(shape)
      return (value) => phpArray(members(value))
    }
    case 'ref':
      return compileRef(shape)
    case 'any':
      return compileAny(shape, values)
    case 'file':
      return (value) => phpString(fileText(shape, value))
  }
}

function list(items: readonly string[]): string {
  return phpArray(items.map((item, index) => `i:${index};${item}`))
}

const values: JsonValueWriter = {
  string: phpString,
  number: phpString,
  boolean: (value) => phpString(value ? '1' : '0'),
  null: 'N;',
  list,
  object: (members) => phpArray(members.map(([name, written]) => phpString(name) + written)),
}
