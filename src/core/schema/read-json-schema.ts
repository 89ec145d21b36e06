import { nameOf, withTag } from './discriminator.js'
import { findRef } from './find-ref.js'
import { isNullable, type JsonSchema, joinSchemas, omit, withoutNull } from './json-schema.js'
import { mergeShapes } from './merge-shapes.js'
import { readMembers } from './read-members.js'
import { fileInParams, isFile, readScalar, typeOf } from './read-scalar.js'
import { refNames } from './ref-names.js'
import { type FileShape, innerItem, type ListShape, type NamedShape, type ObjectShape, type Shape } from './shape.js'
import { unionShape } from './union-shape.js'
import { isXmlName } from './xml-name.js'

/** Options for schemas that were not written for this gateway. */
export interface SchemaRules {
  /** Called with the path of what a Shape cannot express, which becomes `any`. Without it that is refused, and so are defaults. */
  readonly onUnsupported?: (path: string, what: string) => void
  /** Whether defaults are allowed as documentation, as in requests. */
  readonly defaults?: boolean
  /** Whether enums are read as strings, since another service may add values later. */
  readonly openEnums?: boolean
}

/** Options of reading a schema. */
export interface ReadOptions extends SchemaRules {
  /** The document that `$ref` refers to; the schema itself by default. */
  readonly document?: unknown
  /** Whether it is a whole answer, whose scalars XML writes as elements; true by default. */
  readonly top?: boolean
}

/** The position of a schema. */
interface Place {
  readonly path: string
  /** Whether it is the answer itself. */
  readonly top: boolean
  /** The references being inlined, to detect cycles. */
  readonly inside: ReadonlySet<string>
}

const noRefs: ReadonlySet<string> = new Set()

/**
 * Compiles a JSON Schema (2020-12, or the dialect of OpenAPI 3.0) to a Shape. A `$ref` to an object becomes a named
 * shape, `allOf` one object, `oneOf` and `anyOf` of objects a union.
 *
 * @param path the method and the path of the schema in it, for messages
 * @throws TypeError with the path of what some protocol cannot carry
 */
export function fromJsonSchema(
  schema: JsonSchema,
  path: string,
  { document = schema, top = true, ...rules }: ReadOptions = {},
): Shape {
  return jsonSchemaReader(document, path, rules).read(schema, path, { top })
}

/** Reads the schemas of one document. All that are read by one reader share the named shapes of the document. */
export interface JsonSchemaReader {
  /** What `$ref` refers to. */
  readonly document: unknown
  /**
   * Compiles a schema of the document.
   *
   * @param path the method and the path of the schema in it, for messages
   * @throws TypeError with the path of what some protocol cannot carry
   */
  read(schema: JsonSchema, path: string, place?: Pick<ReadOptions, 'top'>): Shape
}

/**
 * Creates the reader of a document, for all methods that it describes: a shape that several of them use is one type in the WSDL,
 * under a name that is unique in the document. Requests and answers that differ in their rules need a reader each.
 *
 * @param owner the document, for messages
 */
export function jsonSchemaReader(document: unknown, owner: string, rules: SchemaRules = {}): JsonSchemaReader {
  const reader = new SchemaReader(document, owner, rules)
  return {
    document,
    read: (schema, path, { top = true } = {}) => reader.read(schema, { path, top, inside: noRefs }),
  }
}

/** Reads the schemas of one document. */
class SchemaReader {
  readonly #document: unknown
  readonly #owner: string
  readonly #rules: SchemaRules
  readonly #named = new Map<string, () => NamedShape>()
  #names: ReadonlyMap<string, string> | undefined

  constructor(document: unknown, owner: string, rules: SchemaRules) {
    this.#document = document
    this.#owner = owner
    this.#rules = rules
  }

  read(schema: JsonSchema, place: Place): Shape {
    const plain = this.#joined(withoutNull(schema), place)
    const { $ref } = plain
    if ($ref !== undefined) return this.#refer($ref, plain, place)
    if (plain.default !== undefined && this.#rules.onUnsupported === undefined && this.#rules.defaults !== true) {
      refuse(place, 'has a default, which is never applied; let the handler give the value')
    }
    const branches = this.#branchesOf(plain)
    if (branches !== undefined) return this.#union(branches, plain, place)
    const type = typeOf(plain)
    if (type === 'object') return this.#object(plain, place)
    if (type === 'array') return this.#list(plain, place)
    if (isFile(plain) && this.#rules.onUnsupported === undefined) return this.#file(plain, place)
    if (plain.unrepresentable === undefined && type === undefined) return { kind: 'any', path: place.path }
    const scalar = readScalar(plain, place.path, this.#rules)
    return (
      scalar ??
      this.#unsupported(
        place,
        'has a type that no protocol can carry; use strings, numbers, booleans, objects, lists or records',
      )
    )
  }

  /** A file, which only results hold: `defaults` is for requests. */
  #file({ unrepresentable }: JsonSchema, place: Place): FileShape {
    if (this.#rules.defaults === true) refuse(place, fileInParams)
    if (unrepresentable !== undefined)
      refuse(place, 'is a file of z.file(), which is for input; use file() of babelgate')
    return { kind: 'file', path: place.path }
  }

  /** `any`, in place of what a Shape cannot express. @throws TypeError where that is not allowed */
  #unsupported({ path }: Place, what: string): Shape {
    if (this.#rules.onUnsupported === undefined) throw new TypeError(`${path} ${what}`)
    this.#rules.onUnsupported(path, what)
    return { kind: 'any', path }
  }

  /** Merges `allOf`. An `allOf` of one schema that only adds annotations to a reference stays a reference. */
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
      return refuse(place, cause instanceof Error ? cause.message : String(cause), cause)
    }
  }

  /** Resolves references and `allOf` at the top level. */
  #inPlace(schema: JsonSchema, place: Place): JsonSchema {
    const plain = this.#joined(withoutNull(schema), place)
    if (plain.$ref === undefined) return plain
    const next = within(place, plain.$ref)
    return this.#inPlace({ ...this.#find(plain.$ref, place), ...omit(plain, '$ref') }, next)
  }

  /** Reads a reference: an object as a named shape, anything else inlined. */
  #refer($ref: string, schema: JsonSchema, place: Place): Shape {
    const target = this.#find($ref, place)
    if (place.top || !this.#isObject(target, new Set([$ref]))) {
      return this.read({ ...target, ...omit(schema, '$ref') }, within(place, $ref))
    }
    const known = this.#named.get($ref)
    const get = known ?? this.#name($ref, target)
    return { kind: 'ref', name: this.#nameOf($ref), target: get, path: place.path }
  }

  /** Reads the target of a reference. One that is refused is forgotten, together with those that it read and that may refer to it. */
  #readNamed(target: JsonSchema, $ref: string, path: string): Shape {
    const before = new Set(this.#named.keys())
    before.delete($ref)
    try {
      return this.read(target, { path, top: false, inside: new Set([$ref]) })
    } catch (error) {
      for (const name of this.#named.keys()) if (!before.has(name)) this.#named.delete(name)
      throw error
    }
  }

  #nameOf($ref: string): string {
    this.#names ??= refNames(this.#document)
    return this.#names.get($ref) ?? nameOf($ref)
  }

  /** Reads a named shape once. References from inside it resolve after it is read. */
  #name($ref: string, target: JsonSchema): () => NamedShape {
    let shape: NamedShape | undefined
    const get = (): NamedShape => {
      if (shape === undefined) throw new TypeError(`${this.#owner}: ${$ref} is not read yet`)
      return shape
    }
    this.#named.set($ref, get)
    const path = `${this.#owner} ${this.#nameOf($ref)}`
    const read = this.#readNamed(target, $ref, path)
    // A union of mixed types is no named shape.
    shape =
      read.kind === 'object' || read.kind === 'union'
        ? read
        : { kind: 'object', members: [], rest: { kind: 'any', path }, path }
    return get
  }

  /** Resolves a reference. @throws TypeError where it is dangling */
  #find($ref: string, place: Place): JsonSchema {
    try {
      return findRef(this.#document, $ref)
    } catch (cause) {
      return refuse(place, cause instanceof Error ? cause.message : String(cause))
    }
  }

  /** Whether a schema allows objects only. */
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

  /** The branches of a union; undefined for any other schema. */
  #branchesOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
    const { type, oneOf, anyOf } = schema
    if (Array.isArray(type)) return type.map((one) => ({ ...schema, type: one }))
    const branches = oneOf ?? anyOf
    // Branches that only list required members are no union.
    return typeOf(schema) === 'object' && branches?.every((branch) => !this.#isObject(branch, noRefs)) === true
      ? undefined
      : branches
  }

  #union(branches: readonly JsonSchema[], schema: JsonSchema, place: Place): Shape {
    const { oneOf: _, anyOf: __, discriminator, type: ___, ...common } = schema
    const mixedTypes = 'is one of unlike things, which no protocol but JSON can carry; use one of several objects'
    if (!branches.every((branch) => this.#isObject(branch, noRefs))) {
      const scalars = branches.map((branch) => typeOf(this.#inPlace(branch, place)))
      if (scalars.some((type) => type === undefined || type === 'object' || type === 'array'))
        return this.#unsupported(place, mixedTypes)
      const shapes = branches.map((branch) => this.read({ ...common, ...this.#inPlace(branch, place) }, place))
      const merged = shapes.reduce<Shape | undefined>((one, other) => one && mergeShapes(one, other), shapes[0])
      return merged ?? this.#unsupported(place, mixedTypes)
    }
    const objects = branches.flatMap((branch) => this.#branch(branch, common, discriminator, place))
    const union = unionShape(objects, place.path, discriminator?.propertyName)
    return union ?? this.#unsupported(place, 'is one of several objects that disagree on what a member is')
  }

  /** The objects of a branch, which may itself be a union. */
  #branch(branch: JsonSchema, common: JsonSchema, tag: JsonSchema['discriminator'], place: Place): ObjectShape[] {
    const { $ref } = branch
    const next = $ref === undefined ? place : within(place, $ref)
    const own = joinSchemas([common.properties === undefined ? {} : common, this.#inPlace(branch, place)])
    const read = this.read(tag === undefined || $ref === undefined ? own : withTag(own, $ref, tag), next)
    if (read.kind === 'object') return [read]
    return read.kind === 'union' ? [...read.branches] : refuse(place, 'has a branch that is no object')
  }

  #object(schema: JsonSchema, place: Place): ObjectShape {
    const inner = (path: string): Place => ({ path, top: false, inside: noRefs })
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
    return listOf(this.#unsupported(place, what), place.path, false, undefined)
  }
}

function listOf(item: Shape, path: string, keepEmpty: boolean, wrappedItem: string | undefined): ListShape {
  const inner = item.kind === 'list' ? { ...item, wrappedItem: item.wrappedItem ?? innerItem } : item
  return { kind: 'list', item: inner, keepEmpty, wrappedItem, path }
}

/** The position inside an inlined reference. @throws TypeError for a reference that inlines itself */
function within(place: Place, $ref: string): Place {
  if (place.inside.has($ref)) refuse(place, `refers to ${$ref} inside itself, where only an object can`)
  return { ...place, inside: new Set([...place.inside, $ref]) }
}

function refuse({ path }: Pick<Place, 'path'>, what: string, cause?: unknown): never {
  throw new TypeError(`${path} ${what}`, { cause })
}
