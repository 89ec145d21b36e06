import { type JsonSchema, omit } from '../../../core/schema/json-schema.js'
import type { RawDocument } from '../document.js'
import { flagOf, isRawObject, itemsOf, type RawObject, textOf, textsOf } from '../raw.js'
import { DescriptionError, Refusal } from '../refusal.js'
import { descriptionOf, joinSentences } from '../texts.js'
import { degrade, inside, type SchemaPlace } from './place.js'
import { readDiscriminator } from './read-discriminator.js'
import { readFacets } from './read-facets.js'
import { readProperties } from './read-properties.js'
import { readWords } from './read-words.js'
import { TypeGraph } from './type-graph.js'
import { TypeNames } from './type-names.js'

/** The limits of the schemas of a description (upstreams.md section 3). */
const limits = { depth: 64, types: 20_000 } as const

/** The types of JSON Schema. */
const knownTypes: ReadonlySet<string> = new Set([
  ...['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'],
])

/** Keywords that are left to the service, which checks its requests itself. */
const uncheckedWords = [
  'not',
  'if',
  'dependentSchemas',
  'dependentRequired',
  'unevaluatedProperties',
  'contains',
] as const

/** The dialects of schemas: in Swagger 2 and OpenAPI 3.0 a `$ref` stands alone. */
export type SchemaDialect = 'swagger-2' | 'openapi-3.0' | 'openapi-3.1'

/**
 * Copies the schemas of a foreign document, lenient with what is wrong in them: only keywords that Shapes are compiled from are kept,
 * with values of the right type. All targets of references become types of one new document.
 */
export class SchemaCleaner {
  /** The new document: what the `$ref`s of the copies refer to. */
  readonly document: { readonly types: Readonly<Record<string, JsonSchema>> }
  readonly #raw: RawDocument
  readonly #dialect: SchemaDialect
  readonly #types: Record<string, JsonSchema> = {}
  readonly #refs = new Map<string, string>()
  readonly #names = new TypeNames()
  readonly #graph: TypeGraph

  constructor(raw: RawDocument, dialect: SchemaDialect) {
    this.#raw = raw
    this.#dialect = dialect
    this.#graph = new TypeGraph(raw)
    this.document = { types: this.#types }
  }

  /**
   * Copies a schema.
   *
   * @throws Refusal where it is too deep or refers to another document
   */
  clean(raw: unknown, place: SchemaPlace): JsonSchema {
    return this.#clean(raw, place, false)
  }

  /** A schema with its references resolved, as far as they lead to one object after another. @throws Refusal as `clean` does */
  resolve(schema: JsonSchema): JsonSchema {
    let found = schema
    for (let count = 0; found.$ref !== undefined && count < limits.depth; count++) {
      const target = this.#types[found.$ref.slice(typePrefix.length)]
      found = { ...target, ...omit(found, '$ref') }
    }
    return found
  }

  /** @param isPart whether it is a part of an `allOf`, so that an object without members says nothing */
  #clean(raw: unknown, place: SchemaPlace, isPart: boolean): JsonSchema {
    if (!isRawObject(raw)) return {}
    if (place.depth > limits.depth) throw new Refusal(`${place.path} is nested more than ${limits.depth} deep`)
    if (typeof raw['$ref'] === 'string') return this.#refer(raw['$ref'], raw, place)
    const type = this.#typeOf(raw, place)
    const members = readProperties(raw, place, (part, at) => this.#clean(part, at, false))
    if (members === undefined) return annotations(raw, place)
    if (place.direction === 'request') reportUnchecked(raw, place)
    const schema: JsonSchema = {
      ...(type !== undefined && { type }),
      ...annotations(raw, place),
      ...nullability(raw),
      ...readFacets(raw, type, place),
      ...readWords(raw, type, place),
      ...members,
      ...this.#itemsOf(raw, type, place),
      ...this.#branches(raw, place),
    }
    return isPart ? schema : opened(schema)
  }

  #refer($ref: string, raw: RawObject, place: SchemaPlace): JsonSchema {
    const external = this.#graph.external($ref)
    if (external !== undefined) {
      throw new Refusal(`${place.path} refers to ${external}, which is outside its document`)
    }
    const own = this.#beside(raw, place)
    const target = this.#raw.find($ref)
    if (isRawObject(target)) return { ...own, $ref: this.#nameType($ref, target, place) }
    if (target !== true) degrade(place, `refers to ${$ref}, which is not there; it is any value`)
    return own
  }

  /** The keywords beside a reference: all of them in OpenAPI 3.1, otherwise those that only describe it. */
  #beside(raw: RawObject, place: SchemaPlace): JsonSchema {
    if (this.#dialect !== 'openapi-3.1') return { ...annotations(raw, place), ...nullability(raw) }
    const { $ref: _, ...others } = raw
    return this.#clean(others, place, true)
  }

  /** The reference to a type of the new document, which is copied when it is first referred to. */
  #nameType($ref: string, target: RawObject, place: SchemaPlace): string {
    const isDirected = this.#graph.isDirected($ref)
    const key = isDirected ? `${place.direction} ${$ref}` : $ref
    const known = this.#refs.get(key)
    if (known !== undefined) return known
    if (this.#refs.size >= limits.types) throw new DescriptionError(`It has more than ${limits.types} types`)
    const name = this.#names.take($ref, isDirected && place.direction === 'request' ? 'Input' : '')
    const made = `${typePrefix}${name}`
    this.#refs.set(key, made)
    this.#types[name] = {}
    this.#types[name] = this.#cleanType(target, { ...place, path: name, depth: 0 })
    return made
  }

  /** A type that is refused is any value: operations that come later refer to it too. */
  #cleanType(target: RawObject, place: SchemaPlace): JsonSchema {
    try {
      return this.#clean(target, place, false)
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      place.onDegraded(`${thrown.message}; ${place.path} is any value`)
      return {}
    }
  }

  #typeOf(raw: RawObject, place: SchemaPlace): string | readonly string[] | undefined {
    const { type } = raw
    if (type === 'file') return 'string'
    if (type === undefined) return undefined
    const types = typeof type === 'string' ? [type] : textsOf(type)
    const known = types.filter((one) => knownTypes.has(one))
    if (known.length < types.length || types.length === 0) {
      degrade(place, `has the type ${JSON.stringify(type)?.slice(0, 80)}, which is unknown; it is any value`)
      return undefined
    }
    return known.length === 1 ? known[0] : known
  }

  #itemsOf(raw: RawObject, type: unknown, place: SchemaPlace): JsonSchema {
    if (Array.isArray(raw['items']) || Array.isArray(raw['prefixItems'])) {
      degrade(place, 'is a list with a type for each position; its items are any values')
      return { items: {} }
    }
    if (isRawObject(raw['items'])) return { items: this.#clean(raw['items'], inside(place, '[]'), false) }
    return type === 'array' ? { items: {} } : {}
  }

  #branches(raw: RawObject, place: SchemaPlace): JsonSchema {
    const clean = (word: string, isPart: boolean) =>
      itemsOf(raw[word]).map((part) => this.#clean(part, inside(place, ''), isPart))
    const allOf = clean('allOf', true)
    const oneOf = clean('oneOf', false)
    const anyOf = clean('anyOf', false)
    const hasBranches = oneOf.length > 0 || anyOf.length > 0
    const discriminator = readDiscriminator(raw, hasBranches, (target) => this.#referenceTo(target, place))
    if (!hasBranches && isRawObject(raw['discriminator']) && isRawObject(raw['properties'])) {
      degrade(place, 'has a discriminator, but does not list its kinds; members of the kinds are any values')
      return { additionalProperties: true, ...(allOf.length > 0 && { allOf }) }
    }
    return {
      ...(allOf.length > 0 && { allOf }),
      ...(oneOf.length > 0 && { oneOf }),
      ...(anyOf.length > 0 && { anyOf }),
      ...(discriminator !== undefined && { discriminator }),
    }
  }

  /** The reference to the type that a discriminator names: by a reference, or by the name of a schema. */
  #referenceTo(target: string, place: SchemaPlace): string | undefined {
    const $ref = target.startsWith('#') ? target : `#/components/schemas/${target}`
    const found = $ref.startsWith('#/') ? this.#raw.find($ref) : undefined
    return isRawObject(found) ? this.#nameType($ref, found, place) : undefined
  }
}

/** The beginning of all references of the new document. */
const typePrefix = '#/types/'

/** An object that says nothing of its members may have any. */
function opened(schema: JsonSchema): JsonSchema {
  const { type, properties, additionalProperties, patternProperties, allOf, oneOf, anyOf } = schema
  const isSilent = [properties, additionalProperties, patternProperties, allOf, oneOf, anyOf].every(
    (word) => word === undefined,
  )
  return type === 'object' && isSilent ? { ...schema, additionalProperties: true } : schema
}

function nullability(raw: RawObject): JsonSchema {
  const nullable = flagOf(raw['nullable']) ?? flagOf(raw['x-nullable'])
  return nullable === true ? { nullable } : {}
}

/** The description, with the default: it is documented, not filled in. */
function annotations(raw: RawObject, { direction }: SchemaPlace): JsonSchema {
  const description = descriptionOf(raw['description']) ?? descriptionOf(raw['title'])
  const initial = direction === 'request' ? defaultOf(raw['default']) : undefined
  const whole = joinSentences(description, initial)
  return whole === '' ? {} : { description: whole }
}

function defaultOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const text = descriptionOf(textOf(value) ?? JSON.stringify(value))
  return text === undefined || text.length > 100 ? undefined : `Default: ${text}`
}

function reportUnchecked(raw: RawObject, place: SchemaPlace): void {
  for (const word of uncheckedWords) {
    if (isRawObject(raw[word])) degrade(place, `has the keyword ${word}, which only the service checks`)
  }
}
