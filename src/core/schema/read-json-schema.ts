import { nameOf, tagged } from './discriminator.js'
import { isNullable, isSchema, type JsonSchema, joinSchemas, omit, withoutNull } from './json-schema.js'
import { mergeShapes } from './merge-shapes.js'
import { readMembers } from './read-members.js'
import { readScalar, typeOf } from './read-scalar.js'
import { innerItem, type ListShape, type NamedShape, type ObjectShape, type Shape } from './shape.js'
import { unionShape } from './union-shape.js'
import { isXmlName } from './xml-name.js'

/** How a description is read that its author did not write for this gateway. */
export interface ForeignRules {
  /** Told of what no Shape can say, with its place: it becomes `any`. Without this it is refused, and so is a default. */
  readonly onLoss?: (path: string, what: string) => void
  /** Whether a default is documentation, as in a request; results have none. */
  readonly defaults?: boolean
  /** Whether words are texts that may be joined by others later, as those of answers of a foreign service. */
  readonly openWords?: boolean
}

/** What may be said of a schema that is read. */
export interface ReadOptions extends ForeignRules {
  /** What `$ref` points into; the schema itself unless given. */
  readonly document?: unknown
  /** Whether it is a whole answer, whose members stand beside the status; default true. */
  readonly top?: boolean
}

/** Where a schema stands. */
interface Place {
  readonly path: string
  /** Whether it is the answer itself. */
  readonly top: boolean
  /** The references that are being read in place of themselves. */
  readonly inside: ReadonlySet<string>
}

const nowhere: ReadonlySet<string> = new Set()

/**
 * Reads a JSON Schema (2020-12, or the dialect of OpenAPI 3.0) as a Shape. What `$ref` names in circles becomes a named
 * shape, `allOf` one object, `oneOf` and `anyOf` of objects a union.
 *
 * @param path the method and the place of the schema in it, for messages
 * @throws TypeError that names the place which some protocol could not carry
 */
export function fromJsonSchema(
  schema: JsonSchema,
  path: string,
  { document = schema, top = true, ...rules }: ReadOptions = {},
): Shape {
  return new SchemaReader(document, path, rules).read(schema, { path, top, inside: nowhere })
}

/** Reads the schemas of one document. */
class SchemaReader {
  readonly #document: unknown
  readonly #owner: string
  readonly #rules: ForeignRules
  readonly #named = new Map<string, () => NamedShape>()

  constructor(document: unknown, owner: string, rules: ForeignRules) {
    this.#document = document
    this.#owner = owner
    this.#rules = rules
  }

  read(schema: JsonSchema, place: Place): Shape {
    const plain = this.#joined(withoutNull(schema), place)
    const { $ref } = plain
    if ($ref !== undefined) return this.#refer($ref, plain, place)
    if (plain.default !== undefined && this.#rules.onLoss === undefined && this.#rules.defaults !== true) {
      refuse(place, 'has a default, which is never applied; let the handler give the value')
    }
    const branches = this.#branchesOf(plain)
    if (branches !== undefined) return this.#union(branches, plain, place)
    const type = typeOf(plain)
    if (type === 'object') return this.#object(plain, place)
    if (type === 'array') return this.#list(plain, place)
    if (plain.unrepresentable === undefined && type === undefined) return { kind: 'any', path: place.path }
    const scalar = readScalar(plain, place.path, this.#rules)
    return (
      scalar ??
      this.#lose(
        place,
        'has a type that no protocol can carry; use strings, numbers, booleans, objects, lists or records',
      )
    )
  }

  /** What a description says and no Shape can: `any` where that is allowed. */
  #lose({ path }: Place, what: string): Shape {
    if (this.#rules.onLoss === undefined) throw new TypeError(`${path} ${what}`)
    this.#rules.onLoss(path, what)
    return { kind: 'any', path }
  }

  /** The schema with its `allOf` joined. One reference that is only annotated stays a reference. */
  #joined(schema: JsonSchema, place: Place): JsonSchema {
    const { allOf, ...own } = schema
    if (allOf === undefined) return schema
    const [only] = allOf
    if (only !== undefined && allOf.length === 1 && typeOf(own) === undefined) {
      return this.#joined(withoutNull({ ...own, ...only }), place)
    }
    const parts = [...allOf, own].map((part) => this.#inPlace(part, place))
    try {
      return joinSchemas(parts)
    } catch (cause) {
      return refuse(place, cause instanceof Error ? cause.message : String(cause))
    }
  }

  /** A schema without references and `allOf` at its top. */
  #inPlace(schema: JsonSchema, place: Place): JsonSchema {
    const plain = this.#joined(withoutNull(schema), place)
    if (plain.$ref === undefined) return plain
    const next = within(place, plain.$ref)
    return this.#inPlace({ ...this.#find(plain.$ref, place), ...omit(plain, '$ref') }, next)
  }

  /** A reference to an object is a named shape; anything else is read in its place. */
  #refer($ref: string, schema: JsonSchema, place: Place): Shape {
    const target = this.#find($ref, place)
    if (place.top || !this.#isObject(target, new Set([$ref]))) {
      return this.read({ ...target, ...omit(schema, '$ref') }, within(place, $ref))
    }
    const known = this.#named.get($ref)
    const get = known ?? this.#name($ref, target)
    return { kind: 'ref', name: nameOf($ref), target: get, path: place.path }
  }

  /** Reads a named shape, once; what refers to it meanwhile asks for it later. */
  #name($ref: string, target: JsonSchema): () => NamedShape {
    let shape: NamedShape | undefined
    const get = (): NamedShape => {
      if (shape === undefined) throw new TypeError(`${this.#owner}: ${$ref} is not read yet`)
      return shape
    }
    this.#named.set($ref, get)
    const path = `${this.#owner} ${nameOf($ref)}`
    const read = this.read(target, { path, top: false, inside: new Set([$ref]) })
    // A union of unlike things has no name.
    shape =
      read.kind === 'object' || read.kind === 'union'
        ? read
        : { kind: 'object', members: [], rest: { kind: 'any', path }, reserved: nowhere, path }
    return get
  }

  /** What a reference points at. @throws TypeError where there is nothing */
  #find($ref: string, place: Place): JsonSchema {
    let found: unknown = this.#document
    if ($ref !== '#' && !$ref.startsWith('#/')) refuse(place, `refers to ${$ref}, which is not in its own document`)
    for (const part of $ref.split('/').slice(1)) {
      const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
      found = isSchema(found) && Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined
    }
    return isSchema(found) ? found : refuse(place, `refers to ${$ref}, which is not there`)
  }

  /** Whether a schema is of objects only. */
  #isObject(schema: JsonSchema, seen: ReadonlySet<string>): boolean {
    const plain = withoutNull(schema)
    const { $ref, allOf } = plain
    if ($ref !== undefined) {
      return (
        !seen.has($ref) &&
        this.#isObject(this.#find($ref, { path: this.#owner, top: false, inside: seen }), new Set([...seen, $ref]))
      )
    }
    if (typeOf(plain) === 'object') return true
    if (allOf?.some((part) => this.#isObject(part, seen)) === true) return true
    const branches = this.#branchesOf(plain)
    return branches?.every((branch) => this.#isObject(branch, seen)) === true
  }

  /** The branches of a union; undefined where the schema is none. */
  #branchesOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
    const { type, oneOf, anyOf } = schema
    if (Array.isArray(type)) return type.map((one) => ({ ...schema, type: one }))
    const branches = oneOf ?? anyOf
    // Branches that only say which of the members of an object are needed.
    return typeOf(schema) === 'object' && branches?.every((branch) => !this.#isObject(branch, nowhere)) === true
      ? undefined
      : branches
  }

  #union(branches: readonly JsonSchema[], schema: JsonSchema, place: Place): Shape {
    const { oneOf: _, anyOf: __, discriminator, type: ___, ...common } = schema
    const unlike = 'is one of unlike things, which no protocol but JSON can carry; use one of several objects'
    if (!branches.every((branch) => this.#isObject(branch, nowhere))) {
      const scalars = branches.map((branch) => typeOf(this.#inPlace(branch, place)))
      if (scalars.some((type) => type === undefined || type === 'object' || type === 'array'))
        return this.#lose(place, unlike)
      const shapes = branches.map((branch) => this.read({ ...common, ...this.#inPlace(branch, place) }, place))
      const merged = shapes.reduce<Shape | undefined>((one, other) => one && mergeShapes(one, other), shapes[0])
      return merged ?? this.#lose(place, unlike)
    }
    const objects = branches.flatMap((branch) => this.#branch(branch, common, discriminator, place))
    const union = unionShape(objects, place.path, discriminator?.propertyName)
    return union ?? this.#lose(place, 'is one of several objects that disagree on what a member is')
  }

  /** The objects of a branch, which may be a union itself. */
  #branch(branch: JsonSchema, common: JsonSchema, tag: JsonSchema['discriminator'], place: Place): ObjectShape[] {
    const { $ref } = branch
    const next = $ref === undefined ? place : within(place, $ref)
    const own = joinSchemas([common.properties === undefined ? {} : common, this.#inPlace(branch, place)])
    const read = this.read(tag === undefined || $ref === undefined ? own : tagged(own, $ref, tag), next)
    if (read.kind === 'object') return [read]
    return read.kind === 'union' ? [...read.branches] : refuse(place, 'has a branch that is no object')
  }

  #object(schema: JsonSchema, place: Place): ObjectShape {
    const inner = (path: string): Place => ({ path, top: false, inside: nowhere })
    return readMembers(schema, place, (member, path) => this.read(member, inner(path)))
  }

  #list(schema: JsonSchema, place: Place): Shape {
    const { items, keepEmpty, xml } = schema
    if (typeof items !== 'object') return this.#listOfAny(place, 'is a list that must say what all its items are')
    if (isNullable(items)) return this.#listOfAny(place, 'is a list with null among its items, which XML cannot carry')
    const item = this.read(items, { path: `${place.path}[]`, top: false, inside: place.inside })
    const wrappedItem = xml?.item
    if (wrappedItem !== undefined && !isXmlName(wrappedItem)) {
      refuse(place, `has the name ${JSON.stringify(wrappedItem)}, which no XML element can have`)
    }
    return listOf(item, place.path, keepEmpty === true, wrappedItem)
  }

  #listOfAny(place: Place, what: string): Shape {
    return listOf(this.#lose(place, what), place.path, false, undefined)
  }
}

function listOf(item: Shape, path: string, keepEmpty: boolean, wrappedItem: string | undefined): ListShape {
  const inner = item.kind === 'list' ? { ...item, wrappedItem: item.wrappedItem ?? innerItem } : item
  return { kind: 'list', item: inner, keepEmpty, wrappedItem, path }
}

/** A place that a reference is read in. @throws TypeError where it is being read in place of itself already */
function within(place: Place, $ref: string): Place {
  if (place.inside.has($ref)) refuse(place, `refers to ${$ref} inside itself, where only an object can`)
  return { ...place, inside: new Set([...place.inside, $ref]) }
}

function refuse({ path }: Pick<Place, 'path'>, what: string): never {
  throw new TypeError(`${path} ${what}`)
}
