import type { Shape } from '../../../core/schema/shape.js'
import { type Format, faultMembers } from './format.js'
import { compileMembers, type Render } from './members.js'
import { itemsOf, scalarText } from './scalar-text.js'

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

function compileOther(shape: Shape) {
  const render = compile(shape)
  return (name: string, value: unknown) => `${JSON.stringify(name)}:${render(value)}`
}

function compile(shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar':
      return (value) => JSON.stringify(scalarText(value))
    case 'list': {
      const item = compile(shape.item)
      return (value) => `[${itemsOf(value).map(item).join(',')}]`
    }
    case 'object': {
      const members = compileMembers(shape, compileMember, compileOther)
      return (value) => `{${members(value).join(',')}}`
    }
  }
}
