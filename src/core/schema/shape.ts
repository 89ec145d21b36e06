import { z } from 'zod'

/** How a scalar is typed where a protocol has types; everywhere else it is text. */
export type ScalarType = 'string' | 'integer' | 'decimal' | 'boolean' | 'instant'

/** How XML spells a member: OpenAPI 3.2's nodeType. */
export type XmlNode = 'attribute' | 'element' | 'text'

/** A plain value. */
export interface ScalarShape {
  readonly kind: 'scalar'
  readonly type: ScalarType
  /** Whether an integer may leave the 32 bits that XML-RPC has. */
  readonly long: boolean
  /** Whether an integer is an instant in Unix seconds, which leave 32 bits in 2038. */
  readonly unixTime: boolean
}

/** A list; always an array, absent when empty unless `keepEmpty`. */
export interface ListShape {
  readonly kind: 'list'
  readonly item: Shape
  readonly keepEmpty: boolean
  /** The name of the items where XML wraps the list in an element of the member's name. */
  readonly wrappedItem: string | undefined
}

/** A group of named members. */
export interface ObjectShape {
  readonly kind: 'object'
  readonly members: readonly Member[]
  /** The shape of members that are not declared, where the object is open. */
  readonly rest: Shape | undefined
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
  readonly type?: string
  readonly format?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly description?: string
  readonly xml?: { readonly nodeType?: XmlNode; readonly item?: string }
  readonly keepEmpty?: boolean
}

/** Turns a method's result schema into its Shape. Throws where the schema has something that no protocol could carry. */
export function compileShape(result: z.ZodObject): ObjectShape {
  const shape = fromJsonSchema(z.toJSONSchema(result) as JsonSchema, 'result', true)
  if (shape.kind !== 'object') throw new TypeError('a result must be an object')
  return shape
}

function fromJsonSchema(schema: JsonSchema, path: string, top: boolean): Shape {
  const plain = schema.anyOf?.find((branch) => branch.type !== 'null')
  if (plain !== undefined) return fromJsonSchema({ ...schema, ...plain, anyOf: [] }, path, top)
  switch (schema.type) {
    case 'object':
      return objectShape(schema, path, top)
    case 'array':
      if (schema.items === undefined) throw new TypeError(`${path}: a list must say what its items are`)
      return {
        kind: 'list',
        item: fromJsonSchema(schema.items, `${path}[]`, false),
        keepEmpty: schema.keepEmpty === true,
        wrappedItem: schema.xml?.item,
      }
    case 'integer':
      return {
        ...scalar('integer'),
        long: isLong(schema),
        unixTime: schema.format === 'unix-time' || path.endsWith('_at'),
      }
    case 'number':
      return scalar('decimal')
    case 'boolean':
      return scalar('boolean')
    case 'string':
      return scalar(schema.format === 'date-time' ? 'instant' : 'string')
    default:
      throw new TypeError(`${path}: a result cannot hold the type ${schema.type ?? 'unknown'}`)
  }
}

function scalar(type: ScalarType): ScalarShape {
  return { kind: 'scalar', type, long: false, unixTime: false }
}

function objectShape(schema: JsonSchema, path: string, top: boolean): ObjectShape {
  const required = new Set(schema.required)
  const members = Object.entries(schema.properties ?? {}).map(([name, member]): Member => {
    const shape = fromJsonSchema(member, `${path}.${name}`, false)
    return {
      name,
      shape,
      optional: !required.has(name),
      xml:
        member.xml?.nodeType ??
        (name === 'content' ? 'text' : shape.kind === 'scalar' && !top ? 'attribute' : 'element'),
      description: member.description,
    }
  })
  const rest = schema.additionalProperties
  return {
    kind: 'object',
    members,
    rest: typeof rest === 'object' ? fromJsonSchema(rest, `${path}.*`, false) : undefined,
  }
}

/**
 * Whether an integer is declared to leave 32 bits. Integers that declare no bounds of their own carry zod's
 * safe-integer bounds and count as 32 bits.
 */
export function isLong({ minimum, maximum }: Pick<JsonSchema, 'minimum' | 'maximum'>): boolean {
  const declared = (bound: number | undefined) => bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER
  return (declared(maximum) && (maximum ?? 0) > 0x7fffffff) || (declared(minimum) && (minimum ?? 0) < -0x80000000)
}
