import { z } from 'zod'
import { nameOf, withTag } from './discriminator.js'
import { findRef } from './find-ref.js'
import { isNullable, isSchema, type JsonSchema, joinSchemas, omit, withoutNull } from './json-schema.js'
import { readJson } from './read-json.js'
import { typeOf } from './read-scalar.js'
import { isTree } from './read-text.js'
import { treeReader } from './read-tree.js'
import { scalarSchema } from './zod-scalar.js'

/** The position of a schema. */
interface Place {
  /** For messages. */
  readonly path: string
  /** The references that are being merged, to detect cycles. */
  readonly inside: ReadonlySet<string>
}

const noRefs: ReadonlySet<string> = new Set()

/** Keywords beside a `$ref` that restrict its target. */
const restricting: ReadonlySet<string> = new Set([
  ...['type', 'format', 'enum', 'const', 'pattern', 'items', 'properties', 'required', 'additionalProperties', 'allOf'],
  ...['anyOf', 'oneOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems'],
])

/**
 * Compiles the schemas of a document to zod schemas that take the same values. Keywords without a place here, such as `not`,
 * `multipleOf` and `uniqueItems`, are left to whoever gets the values.
 */
export class ZodCompiler {
  readonly #document: unknown
  readonly #named = new Map<string, z.ZodType>()

  /** @param document what `$ref` refers to */
  constructor(document: unknown) {
    this.#document = document
  }

  /** Compiles the schema of an object. @throws TypeError with the path of what cannot be compiled */
  object(schema: JsonSchema, path: string): z.ZodObject {
    return this.#object(this.resolve(schema, path), { path, inside: noRefs })
  }

  /** A schema with its references and `allOf` merged at the top level, and without null. */
  resolve(schema: JsonSchema, path: string): JsonSchema {
    return this.#merge(this.#parts(schema, { path, inside: noRefs }), path)
  }

  #compile(schema: JsonSchema, place: Place): z.ZodType {
    const made = this.#compilePlain(withoutNull(schema), place)
    return isNullable(schema) ? made.nullable() : made
  }

  #compilePlain(schema: JsonSchema, place: Place): z.ZodType {
    const { $ref } = schema
    if ($ref !== undefined && !Object.keys(schema).some((word) => restricting.has(word))) {
      return this.#refer($ref, place)
    }
    const parts = this.#parts(schema, place)
    const merged = this.#merge(parts, place.path)
    const branches = branchesOf(merged)
    if (branches !== undefined) {
      const union = this.#union(branches, merged, place)
      if (union !== undefined) return union
    }
    const type = typeOf(merged)
    if (type === 'object') return hasMembers(merged) ? this.#object(merged, place) : this.#record(merged, place)
    if (type === 'array') return this.#list(merged, parts, place)
    return scalarSchema(merged, parts, place.path) ?? z.any()
  }

  /** The target of a reference, compiled once. Inside itself it is reached lazily. */
  #refer($ref: string, place: Place): z.ZodType {
    if (place.inside.has($ref)) throw selfReference($ref, place.path)
    const known = this.#named.get($ref)
    if (known !== undefined) return known
    let made: z.ZodType | undefined
    this.#named.set(
      $ref,
      z.lazy(() => made ?? z.never()),
    )
    made = this.#compile(this.#find($ref, place.path), {
      path: `${place.path} ${nameOf($ref)}`,
      inside: new Set([...place.inside, $ref]),
    })
    this.#named.set($ref, made)
    return made
  }

  /** The schemas that a value has to fit all at once: those of references and of `allOf`. */
  #parts(schema: JsonSchema, { path, inside }: Place): readonly JsonSchema[] {
    const { $ref, allOf = [], ...own } = withoutNull(schema)
    const whole = allOf.flatMap((part) => this.#parts(part, { path, inside }))
    if ($ref === undefined) return [...whole, own]
    if (inside.has($ref)) throw selfReference($ref, path)
    return [...this.#parts(this.#find($ref, path), { path, inside: new Set([...inside, $ref]) }), ...whole, own]
  }

  #merge(parts: readonly JsonSchema[], path: string): JsonSchema {
    return located(path, () => joinSchemas(parts))
  }

  #find($ref: string, path: string): JsonSchema {
    return located(path, () => findRef(this.#document, $ref))
  }

  /** A union of objects, or of texts. Of other kinds it is any value, or any text where none of them is a tree. */
  #union(branches: readonly JsonSchema[], schema: JsonSchema, place: Place): z.ZodType | undefined {
    const { discriminator, properties } = schema
    const common = properties === undefined ? undefined : omit(omit(omit(schema, 'oneOf'), 'anyOf'), 'discriminator')
    const joined = branches.map((branch) => {
      const { $ref } = branch
      const whole = common === undefined ? branch : { allOf: [common, branch] }
      if (discriminator === undefined || $ref === undefined) return whole
      return withTag(this.#merge(this.#parts(whole, place), place.path), $ref, discriminator)
    })
    const made = joined.map((branch) => this.#compile(branch, place))
    const [first, ...others] = made
    if (first === undefined) return undefined
    if (made.every(isTree)) {
      const tag = schema.oneOf === undefined ? undefined : findTag(made, discriminator?.propertyName)
      return tag ?? z.union([first, ...others])
    }
    if (typeOf(schema) === 'object') return undefined
    if (made.every((one) => one instanceof z.ZodString || one instanceof z.ZodEnum)) return z.union([first, ...others])
    return made.some(isTree) ? z.any() : z.string()
  }

  #object(schema: JsonSchema, place: Place): z.ZodObject {
    const required = new Set(schema.required)
    const members = Object.entries(schema.properties ?? {}).map(([name, member]): [string, z.ZodType] => {
      return [name, this.#member(member, required.has(name), `${place.path}.${name}`)]
    })
    const shape = Object.fromEntries(members)
    const { additionalProperties } = schema
    const rest = restOf(schema)
    if (rest !== undefined) return z.object(shape).catchall(this.#compile(rest, inner(`${place.path}.*`)))
    return additionalProperties === false ? z.strictObject(shape) : z.object(shape)
  }

  #member(schema: JsonSchema, required: boolean, path: string): z.ZodType {
    const made = this.#compile(schema, inner(path))
    const initial = this.resolve(schema, path).default
    if (initial === undefined || initial === null) return required ? made : made.optional()
    const given = z.safeParse(made, treeReader(made)(readJson(JSON.stringify(initial))))
    if (!given.success) throw new TypeError(`${path} has a default that it does not take`)
    return made.default(given.data)
  }

  #record(schema: JsonSchema, { path }: Place): z.ZodType {
    return z.record(z.string(), this.#compile(restOf(schema) ?? {}, inner(`${path}.*`)))
  }

  #list({ items }: JsonSchema, parts: readonly JsonSchema[], { path, inside }: Place): z.ZodType {
    let list = z.array(isSchema(items) ? this.#compile(items, { path: `${path}[]`, inside }) : z.any())
    for (const { minItems, maxItems } of parts) {
      if (minItems !== undefined) list = list.min(minItems)
      if (maxItems !== undefined) list = list.max(maxItems)
    }
    return list
  }
}

function selfReference($ref: string, path: string): TypeError {
  return new TypeError(`${path} refers to ${$ref} inside itself, where only an object can`)
}

function inner(path: string): Place {
  return { path, inside: noRefs }
}

function located<Made>(path: string, make: () => Made): Made {
  try {
    return make()
  } catch (cause) {
    throw new TypeError(`${path} ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

function branchesOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
  const { type, oneOf, anyOf } = schema
  return Array.isArray(type) ? type.map((one) => ({ ...schema, type: one })) : (oneOf ?? anyOf)
}

/** Whether an object declares members. One that says nothing of its members takes any. */
function hasMembers({ properties, additionalProperties }: JsonSchema): boolean {
  return properties !== undefined || additionalProperties === false
}

function restOf({ additionalProperties, patternProperties }: JsonSchema): JsonSchema | undefined {
  if (isSchema(additionalProperties)) return additionalProperties
  const [only, ...others] = Object.values(patternProperties ?? {})
  if (only !== undefined) return others.length === 0 ? only : {}
  return additionalProperties === true ? {} : undefined
}

/** The union of objects by their discriminator; undefined where they have none. */
function findTag(branches: readonly z.ZodType[], declared: string | undefined): z.ZodType | undefined {
  const objects = branches.filter((branch) => branch instanceof z.ZodObject)
  const [first, ...others] = objects
  if (first === undefined || objects.length < branches.length) return undefined
  const names = declared === undefined ? Object.keys(first.shape) : [declared]
  const tag = names.find((name) => isTag(name, objects))
  return tag === undefined ? undefined : z.discriminatedUnion(tag, [first, ...others])
}

/** Whether every object has a member of this name that is one of some words, which no other object has. */
function isTag(name: string, objects: readonly z.ZodObject[]): boolean {
  const words = objects.map(({ shape }) => {
    const member = shape[name]
    if (member instanceof z.ZodLiteral) return [...member.values]
    return member instanceof z.ZodEnum ? [...member.options] : []
  })
  const all = words.flat()
  return words.every((some) => some.length > 0) && new Set(all).size === all.length
}
