import type { RegisteredMethod } from '../../core/registry.js'
import type { ParamSpec } from '../../core/schema/params-reader.js'
import { isLong, type ObjectShape, type ScalarShape, type Shape } from '../../core/schema/shape.js'
import { escapeAttribute, escapeText } from '../shared/xml/escape.js'

/** Collects the types and elements of one schema. Types have names, since generators name classes after them. */
export class SchemaDeclarations {
  readonly #types = new Map<string, string>()
  readonly #elements = new Map<string, string>()

  /** All declarations, in the order in which they were added. */
  get all(): readonly string[] {
    return [...this.#types.values(), ...this.#elements.values()]
  }

  /** Adds an element with a type of its own. @throws TypeError where there is one of this name */
  addElement(name: string, typeName: string, members: string): void {
    if (this.#elements.has(name)) throw new TypeError(`The WSDL cannot have two elements named ${name}`)
    this.#elements.set(name, `<xs:element name="${name}" type="${this.addComplex(typeName, members)}"/>`)
  }

  /** Adds a type of elements. @returns how others refer to it @throws TypeError where there is one of this name */
  addComplex(name: string, members: string): string {
    return this.#add(name, `<xs:complexType name="${name}"><xs:sequence>${members}</xs:sequence></xs:complexType>`)
  }

  /** Adds a type of words. @returns how others refer to it @throws TypeError where there is one of this name */
  addWords(name: string, words: readonly unknown[]): string {
    const values = words.map((word) => `<xs:enumeration value="${escapeAttribute(String(word))}"/>`).join('')
    const restriction = `<xs:restriction base="xs:string">${values}</xs:restriction>`
    return this.#add(name, `<xs:simpleType name="${name}">${restriction}</xs:simpleType>`)
  }

  #add(name: string, declaration: string): string {
    if (this.#types.has(name)) throw new TypeError(`The WSDL cannot have two types named ${name}`)
    this.#types.set(name, declaration)
    return `tns:${name}`
  }
}

/** The credentials that end every request; clients that sign add them last. */
const credentialElements = ['api_key', 'api_sig', 'auth_token']
  .map((name) => declare(name, 'xs:string', { optional: true }))
  .join('')

/** Declares the header element that may carry the same. */
export function declareCredentials(name: string, schema: SchemaDeclarations): void {
  schema.addElement(name, name, credentialElements)
}

/** Declares the element that the detail of every fault holds. */
export function declareFault(name: string, schema: SchemaDeclarations): void {
  const members = [
    declare('code', 'xs:int', { optional: false }),
    declare('message', 'xs:string', { optional: false }),
    declare('detail', 'xs:string', { optional: true }),
  ]
  schema.addElement(name, name, members.join(''))
}

/** Declares the element of a method's request: its parameters, its files, and the credentials. */
export function declareRequest({ method, params }: RegisteredMethod, schema: SchemaDeclarations): void {
  const name = `${method.name}Request`
  const declared = params.specs.map((spec) => paramElement(spec, name, schema))
  const files = method.files.map((name) => declare(name, 'xs:base64Binary', { optional: false }))
  schema.addElement(method.name, name, [...declared, ...files, credentialElements].join(''))
}

/** Declares the element of a method's answer. */
export function declareResponse({ method, shape }: RegisteredMethod, schema: SchemaDeclarations): void {
  const name = `${method.name}Response`
  schema.addElement(name, name, membersOf(shape, name, schema))
}

function paramElement(spec: ParamSpec, within: string, schema: SchemaDeclarations): string {
  const { name, enum: words } = spec
  const type = words === undefined ? paramType(spec) : schema.addWords(`${within}.${name}`, words)
  return declare(name, type, { optional: !spec.required, description: spec.description })
}

function paramType(spec: ParamSpec): string {
  switch (spec.type) {
    case 'boolean':
      return 'xs:boolean'
    case 'integer':
      return isLong(spec) || spec.name.endsWith('_at') ? 'xs:long' : 'xs:int'
    case 'number':
      return 'xs:decimal'
    default:
      return 'xs:string'
  }
}

/** @param within the name of the type that holds the members: the types of theirs are named after it */
function membersOf({ members }: ObjectShape, within: string, schema: SchemaDeclarations): string {
  const write = (name: string, shape: Shape, facts: Facts): string => {
    switch (shape.kind) {
      case 'scalar':
        return declare(name, scalarType(shape), facts)
      case 'object': {
        const type = `${within}.${name}`
        return declare(name, schema.addComplex(type, membersOf(shape, type, schema)), facts)
      }
      case 'list':
        return write(name, shape.item, { ...facts, optional: true, many: true })
    }
  }
  return members.map(({ name, shape, optional, description }) => write(name, shape, { optional, description })).join('')
}

function scalarType({ type, long, unixTime }: ScalarShape): string {
  switch (type) {
    case 'boolean':
      return 'xs:boolean'
    case 'integer':
      return long || unixTime ? 'xs:long' : 'xs:int'
    case 'decimal':
      return 'xs:decimal'
    case 'instant':
      return 'xs:dateTime'
    case 'string':
      return 'xs:string'
  }
}

/** What is said of an element beside its type. */
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
