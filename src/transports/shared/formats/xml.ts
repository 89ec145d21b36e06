import type { ObjectShape, Shape } from '../../../core/schema/shape.js'
import { escapeAttribute, escapeText } from '../xml/escape.js'
import { type Format, faultMembers } from './format.js'
import { compileMembers, type Render } from './members.js'
import { itemsOf, scalarText } from './scalar-text.js'

const declaration = '<?xml version="1.0" encoding="utf-8"?>\n'

/** XML 1.0: scalars as attributes, objects as elements, lists as repeated elements (design section 3). */
export const xml: Format = {
  name: 'xml',
  contentType: 'text/xml; charset=utf-8',
  compile: compileContent,
  answer: (payload, wrapper, at) =>
    `${declaration}<${wrapper} status="ok" at="${at}"${payload === '' ? '/>' : `>${payload}</${wrapper}>`}`,
  fault(error, wrapper, at) {
    const attributes = faultMembers(error, at).map(([name, text]) => attribute(name)(text))
    return `${declaration}<${wrapper}${attributes.join('')}></${wrapper}>`
  },
}

/** The child elements and the text of an object; its attributes are written apart. */
function compileContent(shape: ObjectShape): Render {
  const texts = new Set(shape.members.filter((member) => member.xml === 'text').map((member) => member.name))
  const write = (name: string, member: Shape) => (texts.has(name) ? text : compileElement(name, member))
  const members = compileMembers(shape, write, compileOther, {
    keeps: (member) => member.xml !== 'attribute',
    rest: true,
  })
  return (value) => members(value).join('')
}

function compileAttributes(shape: ObjectShape): Render {
  const members = compileMembers(shape, attribute, compileOther, {
    keeps: (member) => member.xml === 'attribute',
    rest: false,
  })
  return (value) => members(value).join('')
}

const attribute = (name: string): Render => {
  return (value) => ` ${name}="${escapeAttribute(scalarText(value))}"`
}

const text: Render = (value) => escapeText(scalarText(value))

/** The names of undeclared members come from clients, and have been checked to be XML names. */
function compileOther(shape: Shape) {
  return (name: string, value: unknown) => compileElement(name, shape)(value)
}

function compileElement(name: string, shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar':
      return (value) => `<${name}>${text(value)}</${name}>`
    case 'list': {
      const wrapped = shape.wrappedItem
      const item = compileElement(wrapped ?? name, shape.item)
      const items: Render = (value) => itemsOf(value).map(item).join('')
      return wrapped === undefined ? items : (value) => `<${name}>${items(value)}</${name}>`
    }
    case 'object': {
      const attributes = compileAttributes(shape)
      const content = compileContent(shape)
      return (value) => {
        const inside = content(value)
        const start = `<${name}${attributes(value)}`
        return inside === '' ? `${start}/>` : `${start}>${inside}</${name}>`
      }
    }
  }
}
