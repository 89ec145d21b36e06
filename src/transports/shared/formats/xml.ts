import {
  type Member,
  type NamedShape,
  type ObjectShape,
  recordEntry,
  type ScalarShape,
  type Shape,
} from '../../../core/schema/shape.js'
import { isXmlName } from '../../../core/schema/xml-name.js'
import { memo } from '../memo.js'
import { escapeAttribute, escapeText } from '../xml/escape.js'
import { compileJsonText } from './any-value.js'
import type { CompilePayload } from './format.js'
import { compileMembers, compileUnion, type RenderNamed } from './members.js'
import { refCompiler } from './named.js'
import { compilePayload } from './payload-shape.js'
import { fileText, itemsOf, type Render, scalarText } from './scalar-text.js'

/** The content type of XML. */
export const xmlContentType = 'text/xml; charset=utf-8'

/** The XML declaration of answers. */
export const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>\n'

/**
 * XML 1.0: scalars as attributes, objects as elements, lists as repeated elements (design section 3). A payload is element
 * content.
 */
export const xmlPayload: CompilePayload = memo((names) => memo((shape) => compilePayload(shape, names, compileContent)))

/** Compiles the writer of the content of an object: child elements and text, without attributes. */
function compileContent(shape: NamedShape): Render {
  if (shape.kind === 'union') {
    const write = compileUnion(shape, compileContent)
    return (value) => write(value)(value)
  }
  const members = compileMembers(shape, compileMember, compileOther, {
    keeps: (member) => member.xml !== 'attribute',
    rest: true,
  })
  return (value) => members(value).join('')
}

function compileMember({ xmlName, xml, shape }: Member): Render {
  if (xml === 'text' && shape.kind === 'scalar') return compileEscaped(shape)
  const element = compileElement(shape)
  return (value) => element(xmlName, value)
}

function compileAttributes(shape: ObjectShape): Render {
  const members = compileMembers(shape, compileAttribute, compileOther, {
    keeps: (member) => member.xml === 'attribute',
    rest: false,
  })
  return (value) => members(value).join('')
}

function compileAttribute({ xmlName, shape }: Member): Render {
  if (shape.kind !== 'scalar') throw new TypeError(`${shape.path} is no scalar, so it cannot be an attribute`)
  return (value) => attribute(xmlName, scalarText(shape, value))
}

const attribute = (name: string, text: string): string => ` ${name}="${escapeAttribute(text)}"`

function compileEscaped(shape: ScalarShape): Render {
  return (value) => escapeText(scalarText(shape, value))
}

/**
 * Compiles the writer of record members: an element of the member's name or, where that is no XML name,
 * `<entry name="…">`, in which objects and lists are elements `value`.
 */
function compileOther(shape: Shape): RenderNamed {
  const element = compileElement(shape)
  const inside = compileInside(shape, element)
  return (name, value) => {
    if (isXmlName(name) && name !== recordEntry) return element(name, value)
    return `<${recordEntry}${attribute('name', name)}>${inside(value)}</${recordEntry}>`
  }
}

/** Compiles the writer of the content of an `entry`: text, or elements `value`. */
function compileInside(shape: Shape, element: RenderNamed): Render {
  if (shape.kind === 'scalar') return compileEscaped(shape)
  if (shape.kind === 'file') return (value) => fileText(shape, value)
  if (shape.kind !== 'any') return (value) => element('value', value)
  const text = compileJsonText(shape)
  return (value) => escapeText(text(value))
}

const compileRef = refCompiler(compileElement)

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
    case 'object':
      return compileObject(shape)
    case 'union': {
      const write = compileUnion(shape, compileObject)
      return (name, value) => write(value)(name, value)
    }
    case 'ref':
      return compileRef(shape)
    case 'any': {
      const text = compileJsonText(shape)
      return (name, value) => `<${name}>${escapeText(text(value))}</${name}>`
    }
    case 'file':
      return (name, value) => `<${name}>${fileText(shape, value)}</${name}>`
  }
}

function compileObject(shape: ObjectShape): RenderNamed {
  const attributes = compileAttributes(shape)
  const content = compileContent(shape)
  return (name, value) => {
    const inside = content(value)
    const start = `<${name}${attributes(value)}`
    return inside === '' ? `${start}/>` : `${start}>${inside}</${name}>`
  }
}
