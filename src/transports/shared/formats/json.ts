import type { NamedShape, Shape } from '../../../core/schema/shape.js'
import { memo } from '../memo.js'
import { compileAny, textJson } from './any-value.js'
import type { CompilePayload } from './format.js'
import { compileMembers, compileUnion, type RenderNamed } from './members.js'
import { refCompiler } from './named.js'
import { compilePayload } from './payload-shape.js'
import { carriable, fileText, itemsOf, type Render, scalarText } from './scalar-text.js'

/** The content type of JSON. */
export const jsonContentType = 'application/json; charset=utf-8'

/**
 * JSON (RFC 8259) with every scalar as a string, as the clients of the old APIs expect. A payload is the members of an
 * object, without its braces.
 */
export const jsonPayload: CompilePayload = memo((names) =>
  memo((shape) => {
    const asIs = compilePayload(shape, names, (payload) => compileContent(payload, asItIs))
    const carried = compilePayload(shape, names, (payload) => compileContent(payload, carriable))
    return (result) => {
      const payload = asIs(result)
      return maybeUncarriable(payload) ? carried(result) : payload
    }
  }),
)

/** Converts a text before it is written. */
type Convert = (text: string) => string

/**
 * Whether a payload may contain characters that XML forbids, which all formats replace alike. JSON.stringify escapes all
 * of them but two, as `\u…`, `\b` or `\f`, so three searches of the payload replace one per text (bench row W6).
 */
function maybeUncarriable(payload: string): boolean {
  return (
    (payload.includes('\\') && escapedNotXml.test(payload)) || payload.includes('\ufffe') || payload.includes('\uffff')
  )
}

const escapedNotXml = /\\[ubf]/

const asItIs: Convert = (text) => text

function compileContent(shape: NamedShape, convert: Convert): Render {
  if (shape.kind === 'union') {
    const write = compileUnion(shape, (branch) => compileContent(branch, convert))
    return (value) => write(value)(value)
  }
  const members = compileMembers(
    shape,
    (member) => compileMember(member.name, compile(member.shape, convert)),
    (rest) => compileOther(compile(rest, convert)),
  )
  return (value) => members(value).join(',')
}

function compileMember(name: string, render: Render): Render {
  const start = `${JSON.stringify(name)}:`
  return (value) => start + render(value)
}

function compileOther(render: Render): RenderNamed {
  return (name, value) => `${JSON.stringify(name)}:${render(value)}`
}

const compileRef = memo((convert: Convert) => refCompiler((shape) => compile(shape, convert)))

function compile(shape: Shape, convert: Convert): Render {
  switch (shape.kind) {
    case 'scalar':
      return (value) => JSON.stringify(convert(scalarText(shape, value)))
    case 'list': {
      const item = compile(shape.item, convert)
      return (value) => `[${itemsOf(value, shape).map(item).join(',')}]`
    }
    case 'object':
    case 'union': {
      const content = compileContent(shape, convert)
      return (value) => `{${content(value)}}`
    }
    case 'ref':
      return compileRef(convert)(shape)
    case 'any':
      return compileAny(shape, textJson)
    case 'file':
      return (value) => `"${fileText(shape, value)}"`
  }
}
