import type { XmlNode } from './shape.js'

/** The keywords of JSON Schema and of OpenAPI's dialect that Shapes are compiled from, and our own meta keywords. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly $ref?: string
  readonly format?: string
  readonly contentEncoding?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: boolean | JsonSchema
  readonly allOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> }
  readonly nullable?: boolean
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  /** A flag in OpenAPI 3.0. */
  readonly exclusiveMinimum?: number | boolean
  readonly exclusiveMaximum?: number | boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly description?: string
  readonly xml?: { readonly nodeType?: XmlNode; readonly attribute?: boolean; readonly item?: string }
  readonly keepEmpty?: boolean
  /** The kind of a zod schema that JSON Schema cannot represent. */
  readonly unrepresentable?: string
}

/** Whether a value is an object, and so may be a schema. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Removes `null`, which means an absent value, from a schema, in every spelling of JSON Schema and OpenAPI. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf, oneOf } = schema
  if (schema.nullable !== undefined) return withoutNull(omit(schema, 'nullable'))
  if (schema.enum?.includes(null)) return withoutNull({ ...schema, enum: schema.enum.filter((word) => word !== null) })
  if (Array.isArray(type)) {
    const types = type.filter((one) => one !== 'null')
    return types.length === 1 && types[0] !== undefined ? { ...schema, type: types[0] } : { ...schema, type: types }
  }
  if (anyOf !== undefined) return withoutNullBranch(schema, 'anyOf', anyOf)
  return oneOf === undefined ? schema : withoutNullBranch(schema, 'oneOf', oneOf)
}

function withoutNullBranch(schema: JsonSchema, word: 'anyOf' | 'oneOf', branches: readonly JsonSchema[]): JsonSchema {
  const others = branches.filter((branch) => branch.type !== 'null')
  const [only] = others
  if (others.length === 1 && only !== undefined) return { ...omit(schema, word), ...withoutNull(only) }
  return others.length === branches.length ? schema : { ...schema, [word]: others }
}

/** A schema without one of its keywords. */
export function omit(schema: JsonSchema, word: keyof JsonSchema): JsonSchema {
  const { [word]: _, ...rest } = schema
  return rest
}

/** Whether a schema allows null. */
export function isNullable({ type, anyOf, oneOf, nullable, enum: words }: JsonSchema): boolean {
  const isNull = (branch: JsonSchema) => branch.type === 'null'
  return (
    nullable === true ||
    (Array.isArray(type) && type.includes('null')) ||
    words?.includes(null) === true ||
    anyOf?.some(isNull) === true ||
    oneOf?.some(isNull) === true
  )
}

/**
 * Whether the declared bounds of an integer exceed 32 bits. zod's safe-integer bounds mean that none were declared;
 * such an integer counts as 32 bits.
 */
export function isLong({ minimum, maximum }: Pick<JsonSchema, 'minimum' | 'maximum'>): boolean {
  const declared = (bound: number | undefined) => bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER
  return (declared(maximum) && (maximum ?? 0) > 0x7fffffff) || (declared(minimum) && (minimum ?? 0) < -0x80000000)
}

/** Thrown for schemas of an `allOf` that no value can fit at once. */
export class SchemaClash extends TypeError {}

/**
 * Merges the schemas of an `allOf` into one.
 *
 * @throws SchemaClash where two of them have different types
 */
export function joinSchemas(schemas: readonly JsonSchema[]): JsonSchema {
  return schemas.reduce(joinTwo, {})
}

function joinTwo(left: JsonSchema, right: JsonSchema): JsonSchema {
  if (left.type !== undefined && right.type !== undefined && String(left.type) !== String(right.type)) {
    throw new SchemaClash(`must be of the type ${left.type} and of the type ${right.type} at once`)
  }
  const joined: JsonSchema = { ...left, ...right }
  const properties = joinProperties(left.properties, right.properties)
  const required = [...(left.required ?? []), ...(right.required ?? [])]
  const rest = joinRest(left.additionalProperties, right.additionalProperties)
  return {
    ...joined,
    ...(properties !== undefined && { properties }),
    ...(required.length > 0 && { required }),
    ...(rest !== undefined && { additionalProperties: rest }),
  }
}

function joinProperties(left: JsonSchema['properties'], right: JsonSchema['properties']): JsonSchema['properties'] {
  if (left === undefined || right === undefined) return left ?? right
  const both = Object.entries(right).map(([name, schema]): [string, JsonSchema] => {
    const other = Object.hasOwn(left, name) ? left[name] : undefined
    return [name, other === undefined ? schema : { allOf: [other, schema] }]
  })
  return { ...left, ...Object.fromEntries(both) }
}

/** Merges `additionalProperties`. `false` is ignored: in an `allOf` it would forbid the properties of the other schemas. */
function joinRest(
  left: JsonSchema['additionalProperties'],
  right: JsonSchema['additionalProperties'],
): JsonSchema['additionalProperties'] {
  if (typeof left === 'object' && typeof right === 'object') return { allOf: [left, right] }
  if (typeof left === 'object') return left
  return typeof right === 'object' ? right : (left ?? right)
}
