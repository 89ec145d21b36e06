import { z } from 'zod'
import { isXmlName } from './xml-name.js'

/** How a scalar is typed where a protocol has types; everywhere else it is text. */
export type ScalarType = 'string' | 'integer' | 'decimal' | 'boolean' | 'instant'

/** How XML spells a member: OpenAPI 3.2's nodeType. */
export type XmlNode = 'attribute' | 'element' | 'text'

interface Placed {
  /** The method and the place in its result, such as `doc.get: result.doc.title`; for messages. */
  readonly path: string
}

/** A plain value. */
export interface ScalarShape extends Placed {
  readonly kind: 'scalar'
  readonly type: ScalarType
  /** Whether an integer may leave the 32 bits that XML-RPC has. */
  readonly long: boolean
  /** Whether an integer is an instant in Unix seconds, which leave 32 bits in 2038. */
  readonly unixTime: boolean
}

/** A list; always an array, absent when empty unless `keepEmpty`. */
export interface ListShape extends Placed {
  readonly kind: 'list'
  readonly item: Shape
  readonly keepEmpty: boolean
  /** The name of the items where XML wraps the list in an element of the member's name; lists inside lists always have one. */
  readonly wrappedItem: string | undefined
}

/** A group of named members. */
export interface ObjectShape extends Placed {
  readonly kind: 'object'
  readonly members: readonly Member[]
  /** The shape of members that are not declared, where the object is open: a record. */
  readonly rest: Shape | undefined
  /** Names that no member may have, because the envelope has them. */
  readonly reserved: ReadonlySet<string>
}

/** What a value of a result looks like. */
export type Shape = ScalarShape | ListShape | ObjectShape

/** A named part of an object. */
export interface Member {
  readonly name: string
  readonly shape: Shape
  readonly optional: boolean
  readonly xml: XmlNode
  readonly description: string | undefined
}

/** The part of a JSON Schema that Shapes are made from, with the meta words of our own. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly $ref?: string
  readonly format?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: boolean | JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly description?: string
  readonly xml?: { readonly nodeType?: XmlNode; readonly item?: string }
  readonly keepEmpty?: boolean
}

/** The name of the status object beside the result. */
export const envelopeMembers: ReadonlySet<string> = new Set(['api'])

/** The element that XML and SOAP write for a member of a record whose name is no element's. */
export const recordEntry = 'entry'

/** The element around an item of a list inside a list. */
export const innerItem = 'item'

const nothing: ReadonlySet<string> = new Set()

/**
 * Turns a method's result schema into its Shape.
 *
 * @param owner the method, for messages
 * @throws TypeError that names the member which some protocol could not carry
 */
export function compileShape(result: z.ZodObject, owner: string): ObjectShape {
  const schema = z.toJSONSchema(result, { unrepresentable: 'any' }) as JsonSchema
  return objectShape(schema, `${owner}: result`, true)
}

function fromJsonSchema(schema: JsonSchema, path: string): Shape {
  const plain = withoutNull(schema)
  if (plain.$ref !== undefined) refuse(path, 'refers to itself or to a schema with an id; write the shape out')
  if (plain.default !== undefined) refuse(path, 'has a default, which is never applied; let the handler give the value')
  switch (plain.type) {
    case 'object':
      return objectShape(plain, path, false)
    case 'array':
      return listShape(plain, path)
    case 'integer':
      return {
        ...scalar('integer', path),
        long: isLong(plain),
        unixTime: plain.format === 'unix-time' || path.endsWith('_at'),
      }
    case 'number':
      return scalar('decimal', path)
    case 'boolean':
      return scalar('boolean', path)
    case 'string':
      if (plain.format === 'binary') refuse(path, 'is a file, which no result can hold')
      return scalar(plain.format === 'date-time' ? 'instant' : 'string', path)
    default:
      return refuse(
        path,
        'has a type that no protocol can carry; use strings, numbers, booleans, objects, lists or records',
      )
  }
}

function refuse(path: string, what: string): never {
  throw new TypeError(`${path} ${what}`)
}

function listShape(schema: JsonSchema, path: string): ListShape {
  const { items, keepEmpty, xml } = schema
  if (typeof items !== 'object') return refuse(path, 'is a list that must say what all its items are')
  if (isNullable(items)) refuse(path, 'is a list with null among its items, which XML cannot carry')
  const item = fromJsonSchema(items, `${path}[]`)
  const wrappedItem = xml?.item
  if (wrappedItem !== undefined) checkName(wrappedItem, path)
  return {
    kind: 'list',
    item: item.kind === 'list' ? { ...item, wrappedItem: item.wrappedItem ?? innerItem } : item,
    keepEmpty: keepEmpty === true,
    wrappedItem,
    path,
  }
}

function scalar(type: ScalarType, path: string): ScalarShape {
  return { kind: 'scalar', type, long: false, unixTime: false, path }
}

function objectShape(schema: JsonSchema, path: string, top: boolean): ObjectShape {
  const required = new Set(schema.required)
  const rest = schema.additionalProperties
  const reserved = top ? envelopeMembers : nothing
  const members = Object.entries(schema.properties ?? {}).map(([name, member]): Member => {
    const place = `${path}.${name}`
    checkName(name, place)
    if (reserved.has(name)) refuse(place, 'has a name that the envelope of the answer uses')
    const shape = fromJsonSchema(member, place)
    return {
      name,
      shape,
      optional: !required.has(name) || isNullable(member),
      xml: xmlNode(member, name, shape, top),
      description: member.description,
    }
  })
  const texts = members.filter((member) => member.xml === 'text')
  if (texts.length > 1)
    refuse(path, `has several members that are the text of its element: ${texts.map(({ name }) => name).join(', ')}`)
  if (typeof rest === 'object' && members.some(({ name }) => name === recordEntry)) {
    refuse(`${path}.${recordEntry}`, 'has the name under which members that are not declared are written')
  }
  return {
    kind: 'object',
    members,
    rest: typeof rest === 'object' ? fromJsonSchema(rest, `${path}.*`) : undefined,
    reserved,
    path,
  }
}

/** How XML spells a member. @throws TypeError where it cannot be spelt so */
function xmlNode(schema: JsonSchema, name: string, shape: Shape, top: boolean): XmlNode {
  const asked = schema.xml?.nodeType
  const scalar = shape.kind === 'scalar'
  if (asked !== undefined && asked !== 'element' && !scalar)
    refuse(shape.path, `is no scalar, so XML cannot spell it as ${asked}`)
  if (asked === 'attribute' && top)
    refuse(shape.path, 'is a member of the answer itself, which XML cannot spell as an attribute')
  const node = asked ?? (!scalar ? 'element' : name === 'content' ? 'text' : top ? 'element' : 'attribute')
  if (node === 'attribute' && name === 'xmlns') refuse(shape.path, 'has the name by which XML declares namespaces')
  return node
}

/** @throws TypeError where XML could not name an element so */
function checkName(name: string, path: string): void {
  if (!isXmlName(name)) refuse(path, `has the name ${JSON.stringify(name)}, which no XML element can have`)
}

/** A schema without `null`, which stands for an absent value, in either spelling of JSON Schema. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf } = schema
  if (Array.isArray(type)) {
    const types = type.filter((one) => one !== 'null')
    return types.length === 1 && types[0] !== undefined ? { ...schema, type: types[0] } : schema
  }
  const branches = anyOf?.filter((branch) => branch.type !== 'null')
  const [only] = branches ?? []
  if (branches?.length !== 1 || only === undefined) return schema
  const { anyOf: _, ...outer } = schema
  return { ...outer, ...withoutNull(only) }
}

function isNullable({ type, anyOf }: JsonSchema): boolean {
  return (Array.isArray(type) && type.includes('null')) || anyOf?.some((branch) => branch.type === 'null') === true
}

/**
 * Whether an integer is declared to leave 32 bits. Integers that declare no bounds of their own carry zod's
 * safe-integer bounds and count as 32 bits.
 */
export function isLong({ minimum, maximum }: Pick<JsonSchema, 'minimum' | 'maximum'>): boolean {
  const declared = (bound: number | undefined) => bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER
  return (declared(maximum) && (maximum ?? 0) > 0x7fffffff) || (declared(minimum) && (minimum ?? 0) < -0x80000000)
}
