import type { PayloadNames } from '../../core/dialect/envelopes.js'
import type { Dialect } from '../../core/dialect.js'
import type { MethodDescription } from '../../core/method-spec.js'
import { isLong } from '../../core/schema/json-schema.js'
import type { ParamSpec } from '../../core/schema/params-spec.js'
import {
  innerItem,
  type NamedShape,
  recordEntry,
  type ScalarShape,
  type ScalarType,
  type Shape,
} from '../../core/schema/shape.js'
import { toXmlName } from '../../core/schema/xml-name.js'
import { payloadShape } from '../shared/formats/payload-shape.js'
import { escapeAttribute, escapeText } from '../shared/xml/escape.js'

/** Collects the types and elements of a schema. All types are named, since generators name classes after them. */
export class SchemaDeclarations {
  readonly #types = new Map<string, string>()
  readonly #elements = new Map<string, string>()
  readonly #named = new Map<NamedShape, string>()

  /** All declarations, in the order in which they were added. */
  get all(): readonly string[] {
    return [...this.#types.values(), ...this.#elements.values()]
  }

  /** Adds an element with a type of its own. @throws TypeError for a duplicate name */
  addElement(name: string, typeName: string, members: WriteMembers): void {
    if (this.#elements.has(name)) throw new TypeError(`The WSDL cannot have two elements named ${name}`)
    this.#elements.set(name, `<xs:element name="${name}" type="${this.addComplex(typeName, members)}"/>`)
  }

  /** Adds a complex type. @returns its qualified name */
  addComplex(wanted: string, members: WriteMembers): string {
    return this.#add(wanted, (name) => complexType(name, members(name)))
  }

  /** Adds an enumeration. @returns its qualified name */
  addWords(wanted: string, words: readonly unknown[]): string {
    const values = words.map((word) => `<xs:enumeration value="${escapeAttribute(String(word))}"/>`).join('')
    const restriction = `<xs:restriction base="xs:string">${values}</xs:restriction>`
    return this.#add(wanted, (name) => `<xs:simpleType name="${name}">${restriction}</xs:simpleType>`)
  }

  /** Adds the type of a named shape, once. @returns its qualified name */
  addNamed(wanted: string, shape: NamedShape): string {
    const known = this.#named.get(shape)
    if (known !== undefined) return known
    return this.#add(wanted, (name) => {
      this.#named.set(shape, `tns:${name}`)
      return complexType(name, membersOf(shape, name, this))
    })
  }

  /** Adds a type under a unique name: since member names may have dots, two types can want the same; the later one gets a number. */
  #add(wanted: string, write: (name: string) => string): string {
    let name = wanted
    for (let number = 2; this.#types.has(name); number++) name = `${wanted}.${number}`
    this.#types.set(name, '')
    this.#types.set(name, write(name))
    return `tns:${name}`
  }
}

function complexType(name: string, members: string): string {
  return `<xs:complexType name="${name}"><xs:sequence>${members}</xs:sequence></xs:complexType>`
}

/** Writes the members of a type; inner types are named after it. */
type WriteMembers = (name: string) => string

/** The elements of the credential parameters. */
export function credentialElements({ credentials }: Dialect): string {
  return Array.from(credentials.reserved, (name) => declare(name, 'xs:string', { optional: true })).join('')
}

/** Declares the credentials header. */
export function declareCredentials(name: string, credentials: string, schema: SchemaDeclarations): void {
  schema.addElement(name, name, () => credentials)
}

/** Declares the detail element of faults. */
export function declareFault(name: string, schema: SchemaDeclarations): void {
  const members = [
    declare('code', 'xs:int', { optional: false }),
    declare('message', 'xs:string', { optional: false }),
    declare('detail', 'xs:string', { optional: true }),
  ]
  schema.addElement(name, name, () => members.join(''))
}

/**
 * Declares the request element of a method: parameters, files, and last the credentials, which signing clients add at the
 * end.
 */
export function declareRequest(method: MethodDescription, credentials: string, schema: SchemaDeclarations): void {
  const files = method.files.map((name) => declare(name, 'xs:base64Binary', { optional: false }))
  schema.addElement(method.name, `${method.name}Request`, (type) => {
    return [...method.params.specs.map((spec) => paramElement(spec, type, schema)), ...files, credentials].join('')
  })
}

/** Declares the response element of a method. */
export function declareResponse(method: MethodDescription, names: PayloadNames, schema: SchemaDeclarations): void {
  const name = `${method.name}Response`
  schema.addElement(name, name, (type) => membersOf(typedShape(method, names), type, schema))
}

/**
 * The shape of typed answers. A typed request to an open method has declared parameters only, so its answer has no
 * undeclared members.
 */
export function typedShape({ params, result }: MethodDescription, names: PayloadNames): NamedShape {
  const payload = payloadShape(result, names)
  return params.open && payload.kind === 'object' ? { ...payload, rest: undefined } : payload
}

function paramElement(spec: ParamSpec, within: string, schema: SchemaDeclarations): string {
  const { name, enum: words, tree } = spec
  if (tree !== undefined) {
    return memberElement(name, tree, { optional: !spec.required, description: spec.description }, within, schema)
  }
  const type = words === undefined ? paramType(spec) : schema.addWords(`${within}.${name}`, words)
  return declare(name, type, { optional: !spec.required, description: spec.description })
}

function paramType(spec: ParamSpec): string {
  switch (spec.type) {
    case 'boolean':
      return 'xs:boolean'
    case 'integer':
      return spec.format === 'int64' || isLong(spec) || spec.name.endsWith('_at') ? 'xs:long' : 'xs:int'
    case 'number':
      return 'xs:decimal'
    default:
      return 'xs:string'
  }
}

/**
 * The members of an object, or of all branches of a union, since an answer has those of one branch in this order.
 *
 * @param within the name of the surrounding type, after which inner types are named
 */
function membersOf(shape: NamedShape, within: string, schema: SchemaDeclarations): string {
  if (shape.kind === 'union') return membersOf(shape.merged, within, schema)
  const { members, rest } = shape
  const declared = members.map(({ xmlName, shape, optional, description }) =>
    memberElement(xmlName, shape, { optional, description }, within, schema),
  )
  return [...declared, ...(rest === undefined ? [] : [entryElement(rest, within, schema)])].join('')
}

function memberElement(name: string, shape: Shape, facts: Facts, within: string, schema: SchemaDeclarations): string {
  const typeName = `${within}.${name}`
  switch (shape.kind) {
    case 'scalar':
      return declare(name, scalarType(shape, typeName, schema), facts)
    case 'file':
      return declare(name, scalarTypes.bytes, facts)
    case 'any':
      return declare(name, 'xs:string', { ...facts, description: asJson(facts.description) })
    case 'ref':
      return declare(name, schema.addNamed(namedType(shape.name) ?? typeName, shape.target()), facts)
    case 'object':
    case 'union':
      return declare(
        name,
        schema.addComplex(typeName, (type) => membersOf(shape, type, schema)),
        facts,
      )
    case 'list': {
      const many = { ...facts, optional: true, many: true }
      const { item } = shape
      if (item.kind !== 'list') return memberElement(name, item, many, within, schema)
      const inner = (type: string) => memberElement(innerItem, item, { optional: true }, type, schema)
      return declare(name, schema.addComplex(typeName, inner), many)
    }
  }
}

/** The type name of a shape, if its author gave it one: zod names others by numbers, and a document itself is `#`. */
function namedType(name: string): string | undefined {
  return name === '#' || name.startsWith('__') ? undefined : toXmlName(name)
}

function asJson(description: string | undefined): string {
  return description === undefined ? 'JSON' : `${description} (JSON)`
}

/** The element of record members: any number of entries with name and value. */
function entryElement(rest: Shape, within: string, schema: SchemaDeclarations): string {
  const members = (type: string) =>
    declare('name', 'xs:string', { optional: false }) + memberElement('value', rest, { optional: false }, type, schema)
  return declare(recordEntry, schema.addComplex(`${within}.${recordEntry}`, members), { optional: true, many: true })
}

const scalarTypes: Readonly<Record<Exclude<ScalarType, 'enum'>, string>> = {
  string: 'xs:string',
  integer: 'xs:int',
  'unix-time': 'xs:long',
  long: 'xs:long',
  number: 'xs:decimal',
  decimal: 'xs:decimal',
  boolean: 'xs:boolean',
  instant: 'xs:dateTime',
  date: 'xs:date',
  bytes: 'xs:base64Binary',
}

function scalarType({ type, words = [] }: ScalarShape, typeName: string, schema: SchemaDeclarations): string {
  return type === 'enum' ? schema.addWords(typeName, words) : scalarTypes[type]
}

/** The occurrence and documentation of an element. */
interface Facts {
  readonly optional: boolean
  readonly many?: boolean
  readonly description?: string | undefined
}

function declare(name: string, type: string, facts: Facts): string {
  const note = annotation(facts)
  const start = `<xs:element name="${name}" type="${type}"${occurrence(facts)}`
  return note === '' ? `${start}/>` : `${start}>${note}</xs:element>`
}

function occurrence({ optional, many = false }: Facts): string {
  return `${optional ? ' minOccurs="0"' : ''}${many ? ' maxOccurs="unbounded"' : ''}`
}

function annotation({ description }: Facts): string {
  if (description === undefined) return ''
  return `<xs:annotation><xs:documentation>${escapeText(description)}</xs:documentation></xs:annotation>`
}
