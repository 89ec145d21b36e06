import { type ObjectShape, recordEntry, type ScalarShape, type Shape } from '../../../core/schema/shape.js'
import { isXmlName } from '../../../core/schema/xml-name.js'
import { escapeAttribute, escapeText } from '../xml/escape.js'
import { type Format, faultMembers } from './format.js'
import { compileMembers, type RenderNamed } from './members.js'
import { itemsOf, type Render, scalarText } from './scalar-text.js'

const declaration = '<?xml version="1.0" encoding="utf-8"?>\n'

/** XML 1.0: scalars as attributes, objects as elements, lists as repeated elements (design section 3). */
export const xml: Format = {
  name: 'xml',
  contentType: 'text/xml; charset=utf-8',
  compile: compileContent,
  answer: (payload, wrapper, at) =>
    `${declaration}<${wrapper} status="ok" at="${at}"${payload === '' ? '/>' : `>${payload}</${wrapper}>`}`,
  fault(error, wrapper, at) {
    const attributes = faultMembers(error, at).map(([name, text]) => attribute(name, text))
    return `${declaration}<${wrapper}${attributes.join('')}></${wrapper}>`
  },
}

/** The child elements and the text of an object; its attributes are written apart. */
function compileContent(shape: ObjectShape): Render {
  const texts = new Set(shape.members.filter((member) => member.xml === 'text').map((member) => member.name))
  const write = (name: string, member: Shape): Render => {
    if (texts.has(name) && member.kind === 'scalar') return compileEscaped(member)
    const element = compileElement(member)
    return (value) => element(name, value)
  }
  const members = compileMembers(shape, write, compileOther, {
    keeps: (member) => member.xml !== 'attribute',
    rest: true,
  })
  return (value) => members(value).join('')
}

function compileAttributes(shape: ObjectShape): Render {
  const members = compileMembers(shape, compileAttribute, compileOther, {
    keeps: (member) => member.xml === 'attribute',
    rest: false,
  })
  return (value) => members(value).join('')
}

function compileAttribute(name: string, shape: Shape): Render {
  if (shape.kind !== 'scalar') throw new TypeError(`${shape.path} is no scalar, so it cannot be an attribute`)
  return (value) => attribute(name, scalarText(shape, value))
}

const attribute = (name: string, text: string): string => ` ${name}="${escapeAttribute(text)}"`

function compileEscaped(shape: ScalarShape): Render {
  return (value) => escapeText(scalarText(shape, value))
}

/**
 * A member of a record: an element of its name or, where that is no name of an element, `<entry name="…">`, whose
 * objects and lists are elements `value` inside it.
 */
function compileOther(shape: Shape): RenderNamed {
  const element = compileElement(shape)
  const inside = shape.kind === 'scalar' ? compileEscaped(shape) : (value: unknown) => element('value', value)
  return (name, value) => {
    if (isXmlName(name) && name !== recordEntry) return element(name, value)
    return `<${recordEntry}${attribute('name', name)}>${inside(value)}</${recordEntry}>`
  }
}

function compileElement(shape: Shape): RenderNamed {
  switch (shape.kind) {
    case 'scalar':
      return (name, value) => `<${name}>${escapeText(scalarText(shape, value))}</${name}>`
    case 'list': {
      const { wrappedItem } = shape
      const item = compileElement(shape.item)
      const items: RenderNamed = (name, value) =>
        itemsOf(value, shape)
          .map((each) => item(name, each))
          .join('')
      return wrappedItem === undefined ? items : (name, value) => `<${name}>${items(wrappedItem, value)}</${name}>`
    }
    case 'object': {
      const attributes = compileAttributes(shape)
      const content = compileContent(shape)
      return (name, value) => {
        const inside = content(value)
        const start = `<${name}${attributes(value)}`
        return inside === '' ? `${start}/>` : `${start}>${inside}</${name}>`
      }
    }
  }
}
