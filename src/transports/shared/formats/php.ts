import type { Member, NamedShape, Shape } from '../../../core/schema/shape.js'
import { memo } from '../memo.js'
import { compileAny, type JsonValueWriter } from './any-value.js'
import { type Format, faultMembers } from './format.js'
import { compileMembers, compileUnion, type RenderNamed } from './members.js'
import { compileRef } from './named.js'
import { compilePayload } from './payload-shape.js'
import { carriable, itemsOf, type Render, scalarText } from './scalar-text.js'

/**
 * PHP's serialize() of the same tree: arrays and strings only, never objects; lengths are bytes of UTF-8.
 * A payload starts with the number of its members, because the array around it has to say it.
 */
export const php: Format = {
  name: 'php',
  contentType: 'text/plain; charset=utf-8',
  compile: memo((shape) => {
    const members = compilePayload(shape, compileContent)
    return (result) => {
      const pieces = members(result)
      return `${pieces.length}:${pieces.join('')}`
    }
  }),
  answer(payload, wrapper, at) {
    const split = payload.indexOf(':')
    const status = strings([
      ['status', 'ok'],
      ['at', String(at)],
    ])
    return `a:${Number(payload.slice(0, split)) + 1}:{${string(wrapper)}${status}${payload.slice(split + 1)}}`
  },
  fault: (error, wrapper, at) => `a:1:{${string(wrapper)}${strings(faultMembers(error, at))}}`,
}

function string(text: string): string {
  return `s:${Buffer.byteLength(text)}:"${text}";`
}

function strings(members: readonly (readonly [string, string])[]): string {
  return array(members.map(([name, text]) => string(name) + string(text)))
}

function array(pieces: readonly string[]): string {
  return `a:${pieces.length}:{${pieces.join('')}}`
}

/** The members of an object, a piece of text each. */
function compileContent(shape: NamedShape): (value: unknown) => readonly string[] {
  if (shape.kind === 'object') return compileMembers(shape, compileMember, compileOther)
  const write = compileUnion(shape, compileContent)
  return (value) => write(value)(value)
}

function compileMember({ name, shape }: Member): Render {
  const start = string(name)
  const render = compile(shape)
  return (value) => start + render(value)
}

function compileOther(shape: Shape): RenderNamed {
  const render = compile(shape)
  return (name, value) => string(name) + render(value)
}

function compile(shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar':
      return (value) => string(carriable(scalarText(shape, value)))
    case 'list': {
      const item = compile(shape.item)
      return (value) => list(itemsOf(value, shape).map(item))
    }
    case 'object':
    case 'union': {
      const members = compileContent(shape)
      return (value) => array(members(value))
    }
    case 'ref':
      return compileRef(shape, compile)
    case 'any':
      return compileAny(shape, values)
  }
}

function list(items: readonly string[]): string {
  return array(items.map((item, index) => `i:${index};${item}`))
}

const values: JsonValueWriter = {
  string,
  number: string,
  boolean: (value) => string(value ? '1' : '0'),
  null: 'N;',
  list,
  object: (members) => array(members.map(([name, written]) => string(name) + written)),
}
