import type { Shape } from '../../../core/schema/shape.js'
import { type Format, faultMembers } from './format.js'
import { compileMembers, type RenderNamed } from './members.js'
import { compileText, itemsOf, type Render } from './scalar-text.js'

/** JSON (RFC 8259) with every scalar as a string, as the clients of these APIs expect. */
export const json: Format = {
  name: 'json',
  contentType: 'application/json; charset=utf-8',
  compile(shape) {
    const members = compileMembers(shape, compileMember, compileOther)
    return (result) => members(result).join(',')
  },
  answer: (payload, wrapper, at) => `{"${wrapper}":{"status":"ok","at":"${at}"}${payload === '' ? '' : ','}${payload}}`,
  fault: (error, wrapper, at) => JSON.stringify({ [wrapper]: Object.fromEntries(faultMembers(error, at)) }),
}

function compileMember(name: string, shape: Shape): Render {
  const start = `${JSON.stringify(name)}:`
  const render = compile(shape)
  return (value) => start + render(value)
}

function compileOther(shape: Shape): RenderNamed {
  const render = compile(shape)
  return (name, value) => `${JSON.stringify(name)}:${render(value)}`
}

function compile(shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar': {
      const text = compileText(shape)
      return (value) => JSON.stringify(text(value))
    }
    case 'list': {
      const item = compile(shape.item)
      return (value) => `[${itemsOf(value, shape).map(item).join(',')}]`
    }
    case 'object': {
      const members = compileMembers(shape, compileMember, compileOther)
      return (value) => `{${members(value).join(',')}}`
    }
  }
}
