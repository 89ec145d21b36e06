import type {
  Member,
  NamedShape,
  ObjectShape,
  RefShape,
  ScalarShape,
  ScalarType,
  Shape,
} from '../../../core/schema/shape.js'

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export type Schema = Readonly<Record<string, unknown>>

/** Whether a schema describes what clients send or what they get. */
export type Direction = 'input' | 'output'

/** What scalars are in JSON. Numbers that a double does not hold are strings of their digits in answers. */
const scalars: Readonly<Record<Exclude<ScalarType, 'enum'>, Schema>> = {
  string: { type: 'string' },
  integer: { type: 'integer', format: 'int32' },
  'unix-time': { type: 'integer', format: 'int64' },
  long: { type: 'integer', format: 'int64' },
  number: { type: 'number', format: 'double' },
  decimal: { type: 'number', format: 'decimal' },
  boolean: { type: 'boolean' },
  instant: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
  bytes: { type: 'string', contentEncoding: 'base64' },
}

/** Writes Shapes as schemas, and collects those that have names. */
export class SchemaWriter {
  readonly #components: Map<string, Schema>
  readonly #names = new Map<NamedShape, string>()

  /** @param known schemas by names that no Shape gets */
  constructor(known: Readonly<Record<string, Schema>> = {}) {
    this.#components = new Map(Object.entries(known))
  }

  /** The schemas of named shapes, by name. */
  get components(): Readonly<Record<string, Schema>> {
    return Object.fromEntries([...this.#components].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  write(shape: Shape, direction: Direction): Schema {
    switch (shape.kind) {
      case 'scalar':
        return writeScalar(shape, direction)
      case 'list':
        return { type: 'array', items: this.write(shape.item, direction) }
      case 'object':
        return this.#object(shape, direction)
      case 'union': {
        const branches = shape.branches.map((branch) => this.#object(branch, direction))
        return shape.tag === undefined ? { anyOf: branches } : { oneOf: branches }
      }
      case 'ref':
        return { $ref: `#/components/schemas/${this.#nameOf(shape, direction)}` }
      case 'any':
        return {}
      case 'file':
        return { type: 'string', contentEncoding: 'base64' }
    }
  }

  #object({ members, rest }: ObjectShape, direction: Direction): Schema {
    const required = members.filter(({ optional }) => !optional).map(({ name }) => name)
    const properties = members.map((member) => [member.name, this.#member(member, direction)])
    return {
      type: 'object',
      ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
      ...(required.length > 0 && { required }),
      ...(rest !== undefined && { additionalProperties: this.write(rest, direction) }),
    }
  }

  /** An optional member of an answer may be null. Annotations may stand beside a reference. */
  #member({ shape, optional, description }: Member, direction: Direction): Schema {
    const schema = this.write(shape, direction)
    const whole = optional && direction === 'output' ? orNull(schema) : schema
    return description === undefined ? whole : { ...whole, description }
  }

  #nameOf({ name, target }: RefShape, direction: Direction): string {
    const shape = target()
    const known = this.#names.get(shape)
    if (known !== undefined) return known
    const wanted = `${name.replace(/[^A-Za-z0-9._-]+/g, '_')}${direction === 'input' ? 'Input' : ''}`
    let unique = wanted
    for (let number = 2; this.#components.has(unique); number++) unique = `${wanted}_${number}`
    this.#names.set(shape, unique)
    this.#components.set(unique, {})
    this.#components.set(unique, this.write(shape, direction))
    return unique
  }
}

function writeScalar({ type, words }: ScalarShape, direction: Direction): Schema {
  if (type === 'enum') return { type: 'string', enum: words ?? [] }
  const schema = scalars[type]
  const isWide = type === 'long' || type === 'decimal' || type === 'unix-time'
  return isWide && direction === 'output' ? { ...schema, type: [schema['type'], 'string'] } : schema
}

function orNull(schema: Schema): Schema {
  const { type, enum: words, ...rest } = schema
  if (Array.isArray(words)) return { ...schema, type: ['string', 'null'], enum: [...words, null] }
  if (typeof type === 'string' || Array.isArray(type)) return { ...rest, type: [type, 'null'].flat() }
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: 'null' }] }
}
