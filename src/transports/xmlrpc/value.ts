import { decodeBase64 } from '../shared/spool-files.js'
import { trimSpace } from '../shared/text-params.js'
import type { XmlElement } from '../shared/xml/element.js'
import { childrenOf, isNamed, partsOf, textOf } from './elements.js'
import { unreadable } from './envelope-error.js'
import { type ScalarTag, scalarTags } from './scalar-tags.js'

/** The content of a `value`. The values inside arrays and structs are unparsed elements. */
export type Value =
  /** A string keeps its white space; other values are trimmed. */
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'scalar'; readonly text: string; readonly tag: string }
  | { readonly kind: 'base64'; readonly bytes: Buffer }
  | { readonly kind: 'nil' }
  | { readonly kind: 'array'; readonly items: readonly XmlElement[] }
  | { readonly kind: 'struct'; readonly members: readonly Member[] }

/** A member of a struct: its name, and the `value` element. */
export type Member = readonly [name: string, value: XmlElement]

/** The namespace in which Apache's implementations write `nil` and `i8`. */
const apacheExtensions = 'http://ws.apache.org/xmlrpc/namespaces/extensions'

const nil: Value = { kind: 'nil' }

const arrayParts = ['data']
const memberParts = ['name', 'value']

/**
 * Parses a `value` element, strictly: a value that is invalid for its type is refused, not converted.
 *
 * @throws ApiError 122
 */
export function readValue(element: XmlElement): Value {
  const typed = element.children[0]
  if (typed === undefined) return { kind: 'string', text: element.text }
  childrenOf(element)
  if (element.children.length > 1) throw unreadable('A value holds more than one element')
  const tag = tagOf(typed)
  switch (tag) {
    case 'string':
      return { kind: 'string', text: textOf(typed) }
    case 'base64':
      return { kind: 'base64', bytes: readBase64(textOf(typed)) }
    case 'nil':
      if (textOf(typed) !== '') throw unreadable('The element nil must be empty')
      return nil
    case 'array':
      return { kind: 'array', items: readItems(typed) }
    case 'struct':
      return { kind: 'struct', members: childrenOf(typed).map(readMember) }
    default:
      return { kind: 'scalar', text: readScalar(tag, textOf(typed)), tag }
  }
}

/** The name of the type; extensions are matched by local name. @throws ApiError 122 for an unknown namespace */
function tagOf({ name, namespace }: XmlElement): string {
  const extension = namespace === apacheExtensions && (name === 'nil' || name === 'i8')
  if (namespace !== '' && !extension) throw unreadable(`The type ${name} is in a namespace that XML-RPC does not know`)
  return name
}

function readScalar(tag: string, text: string): string {
  const scalar: ScalarTag | undefined = scalarTags.get(tag)
  if (scalar === undefined) throw unreadable(`There is no type ${tag}`)
  const trimmed = trimSpace(text)
  if (!scalar.holds(trimmed)) throw unreadable(`A value of the type ${tag} must be ${scalar.wants}`)
  return trimmed
}

function readBase64(text: string): Buffer {
  const bytes = decodeBase64(text)
  if (bytes === undefined) throw unreadable('A value of the type base64 must be padded base64')
  return bytes
}

function readItems(array: XmlElement): readonly XmlElement[] {
  const [data] = partsOf(array, arrayParts)
  if (data === undefined) throw unreadable('An array lacks its element data')
  const items = childrenOf(data)
  const unexpected = items.find((item) => !isNamed(item, 'value'))
  if (unexpected !== undefined) throw unreadable(`An array cannot hold the element ${unexpected.name}`)
  return items
}

function readMember(member: XmlElement): Member {
  if (!isNamed(member, 'member')) throw unreadable(`A struct cannot hold the element ${member.name}`)
  const [name, value] = partsOf(member, memberParts)
  if (name === undefined || value === undefined) throw unreadable('A member of a struct needs a name and a value')
  return [textOf(name), value]
}
