import {
  type Member,
  type ObjectShape,
  recordEntry,
  resolved,
  type ScalarShape,
  type Shape,
} from '../../src/core/schema/shape.js'
import type { XmlElement } from '../../src/transports/shared/xml/element.js'

/** The shape of an answer without members, for methods that nobody has. */
export const emptyShape: ObjectShape = { kind: 'object', members: [], rest: undefined, path: '' }

/** An answer by the text rules: every scalar is text, whatever type a protocol gave it. */
export type Tree = string | readonly Tree[] | { readonly [name: string]: Tree }

/** A tree out of parsed JSON or PHP, in which every scalar has to be text already. */
export function plainTree(value: unknown, declared: Shape): Tree {
  const shape = plainShape(declared)
  switch (shape.kind) {
    case 'any':
      return anyTree(value, (scalar) => {
        if (typeof scalar !== 'string') throw new Error(`${JSON.stringify(scalar)} should be text`)
        return scalar
      })
    case 'file':
    case 'scalar':
      if (typeof value !== 'string') throw new Error(`${JSON.stringify(value)} should be text`)
      return value
    case 'list':
      if (!Array.isArray(value)) throw new Error(`${JSON.stringify(value)} should be a list`)
      return value.map((item) => plainTree(item, shape.item))
    case 'object':
      return objectOf(
        Object.entries(value as Readonly<Record<string, unknown>>).map(([name, part]) => [
          name,
          plainTree(part, memberShape(shape, name)),
        ]),
      )
  }
}

/** A shape that is no reference; a union is the object of the members of all its branches. */
function plainShape(shape: Shape) {
  const found = resolved(shape)
  return found.kind === 'union' ? found.merged : found
}

/** A tree out of values of JSON, of which the scalars are read by a function; null is a word of its own. */
function anyTree(value: unknown, read: (scalar: unknown) => string): Tree {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.map((item) => anyTree(item, read))
  if (typeof value !== 'object') return read(value)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, anyTree(member, read)]))
}

/** A tree out of JSON text, with scalars as everywhere else. */
export function jsonTree(value: unknown): Tree {
  return anyTree(value, (scalar) => (typeof scalar === 'boolean' ? (scalar ? '1' : '0') : String(scalar)))
}

/** A tree out of XML with attributes, as REST and the generic SOAP answer have it. */
export function elementTree(element: XmlElement, declared: Shape): Tree {
  const shape = plainShape(declared)
  if (shape.kind === 'any') return jsonTree(JSON.parse(element.text))
  if (shape.kind === 'scalar' || shape.kind === 'file') return element.text
  if (shape.kind === 'list') return element.children.map((item) => elementTree(item, shape.item))
  const attributes = element.attributes.map(({ name, value }): [string, Tree] => {
    const member = memberInXml(shape, name)
    if (member?.xml !== 'attribute') throw new Error(`${name} should not be an attribute`)
    return [member.name, value]
  })
  const own = shape.members.find(({ xml }) => xml === 'text')
  const text: [string, Tree][] = own === undefined || element.text === '' ? [] : [[own.name, element.text]]
  const entry: ReadEntry = ({ attributes: [name], children, ...entry }) => [
    name?.value,
    { ...entry, attributes: [], children },
  ]
  const elements = childMembers(element, shape, elementTree, entry, (member) => {
    if (member.xml !== 'element') throw new Error(`${member.name} should be no element`)
  })
  return objectOf([...attributes, ...text, ...elements])
}

/** A tree out of XML that has no attributes, as the typed SOAP answer has it. */
export function childTree(element: XmlElement, declared: Shape): Tree {
  const shape = plainShape(declared)
  if (shape.kind === 'any') return jsonTree(JSON.parse(element.text))
  if (shape.kind === 'file') return element.text
  if (shape.kind === 'scalar') return shape.type === 'boolean' ? booleanText(element.text) : element.text
  if (shape.kind === 'list') return element.children.map((item) => childTree(item, shape.item))
  if (element.attributes.length > 0) throw new Error(`${element.name} should have no attributes`)
  return objectOf(
    childMembers(element, { ...shape, members: shape.members.map(unwrapped) }, childTree, typedEntry, () => undefined),
  )
}

/** An entry of a record: its name, and an element that holds its value as its text or in elements `value`. */
type ReadEntry = (element: XmlElement) => readonly [name: string | undefined, value: XmlElement]

const typedEntry: ReadEntry = (element) => {
  const [name, ...values] = element.children
  const [scalar] = values
  return [name?.text, { ...element, text: scalar?.text ?? '', children: values }]
}

/** A tree out of the native values of XML-RPC, which must have the declared types. */
export function xmlRpcTree(value: XmlElement, declared: Shape): Tree {
  const shape = plainShape(declared)
  const [typed] = value.children
  if (typed === undefined) throw new Error('a value has no type')
  switch (shape.kind) {
    case 'any':
      return anyXmlRpcTree(typed)
    case 'file':
      if (typed.name !== 'base64') throw new Error(`a file is written as ${typed.name}`)
      return typed.text
    case 'scalar':
      if (!xmlRpcTypes[shape.type].includes(typed.name)) throw new Error(`${shape.type} is written as ${typed.name}`)
      return scalarOf(typed, shape)
    case 'list':
      return (typed.children[0]?.children ?? []).map((item) => xmlRpcTree(item, shape.item))
    case 'object':
      return objectOf(
        typed.children.map(({ children: [name, part] }) => {
          if (name === undefined || part === undefined) throw new Error('a member lacks its name or value')
          const member = memberInXml(shape, name.text)
          return [member?.name ?? name.text, xmlRpcTree(part, member?.shape ?? memberShape(shape, name.text))]
        }),
      )
  }
}

function anyXmlRpcTree(typed: XmlElement): Tree {
  const inside = (value: XmlElement | undefined) => anyXmlRpcTree(value?.children[0] ?? typed)
  if (typed.name === 'nil') return 'null'
  if (typed.name === 'array') return (typed.children[0]?.children ?? []).map(inside)
  if (typed.name !== 'struct') return typed.text
  return objectOf(typed.children.map(({ children: [name, value] }) => [name?.text ?? '', inside(value)]))
}

/** An integer beyond 32 bits is a string. */
const xmlRpcTypes: Readonly<Record<ScalarShape['type'], readonly string[]>> = {
  string: ['string'],
  enum: ['string'],
  integer: ['int', 'string'],
  'unix-time': ['int', 'string'],
  long: ['string'],
  number: ['double'],
  decimal: ['string'],
  boolean: ['boolean'],
  instant: ['dateTime.iso8601'],
  date: ['string'],
  bytes: ['base64'],
}

function scalarOf(typed: XmlElement, { type }: ScalarShape): string {
  const outgrown = typed.name === 'string' && (type === 'integer' || type === 'unix-time')
  if (type === 'instant') return typed.text.replace(/^(\d{4})(\d\d)(\d\d)T(.*)$/, '$1-$2-$3T$4Z')
  if (outgrown && (Number(typed.text) | 0) === Number(typed.text)) throw new Error('an int is a string')
  return typed.text
}

function booleanText(text: string): string {
  if (text !== 'true' && text !== 'false') throw new Error(`${text} should be true or false`)
  return text === 'true' ? '1' : '0'
}

/** The members that are written as child elements; lists that stay when they are empty are added. */
function childMembers(
  element: XmlElement,
  shape: ObjectShape,
  read: (element: XmlElement, shape: Shape) => Tree,
  readEntry: ReadEntry,
  check: (member: Member) => void,
): [string, Tree][] {
  const lists = new Map<string, Tree[]>()
  for (const { name, shape: part } of shape.members) if (part.kind === 'list' && part.keepEmpty) lists.set(name, [])
  const others: [string, Tree][] = []
  for (const part of element.children) {
    if (part.name === recordEntry && shape.rest !== undefined) {
      others.push(entryOf(readEntry(part), shape.rest, read))
      continue
    }
    const member = memberInXml(shape, part.name)
    if (member !== undefined) check(member)
    const name = member?.name ?? part.name
    const declared = member?.shape ?? memberShape(shape, part.name)
    if (declared.kind !== 'list') {
      others.push([name, read(part, declared)])
      continue
    }
    const { wrappedItem, item } = declared
    const items = wrappedItem === undefined ? [part] : part.children
    if (items.some(({ name }) => name !== (wrappedItem ?? part.name))) throw new Error(`${part.name} has odd items`)
    lists.set(name, [...(lists.get(name) ?? []), ...items.map((each) => read(each, item))])
  }
  return [...others, ...lists]
}

function entryOf(
  [name, element]: ReturnType<ReadEntry>,
  rest: Shape,
  read: (element: XmlElement, shape: Shape) => Tree,
): [string, Tree] {
  if (name === undefined) throw new Error('an entry of a record has no name')
  if (rest.kind === 'scalar' || rest.kind === 'any' || rest.kind === 'file')
    return [name, read({ ...element, children: [] }, rest)]
  if (element.children.some((value) => value.name !== 'value'))
    throw new Error(`the entry ${name} holds something else`)
  const values = element.children.map((value) => read(value, rest.kind === 'list' ? rest.item : rest))
  const [only] = values
  if (rest.kind === 'list') return [name, values]
  if (only === undefined || values.length > 1) throw new Error(`the entry ${name} must hold one value`)
  return [name, only]
}

/** The WSDL knows no wrappers around lists. */
function unwrapped(member: Member): Member {
  return member.shape.kind === 'list' ? { ...member, shape: { ...member.shape, wrappedItem: undefined } } : member
}

function memberInXml({ members }: ObjectShape, xmlName: string): Member | undefined {
  return members.find((member) => member.xmlName === xmlName)
}

function memberNamed({ members }: ObjectShape, name: string): Member | undefined {
  return members.find((member) => member.name === name)
}

/** The shape of a member. @throws Error where it is not declared */
export function memberShape(shape: ObjectShape, name: string): Shape {
  const found = memberNamed(shape, name)?.shape ?? shape.rest
  if (found === undefined) throw new Error(`${name} is not declared`)
  return found
}

/** Members that come twice would hide each other. */
function objectOf(members: readonly (readonly [string, Tree])[]): Tree {
  const names = new Set(members.map(([name]) => name))
  if (names.size < members.length) throw new Error(`a member comes twice among ${[...names]}`)
  return Object.fromEntries(members)
}
