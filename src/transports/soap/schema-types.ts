import type { RegisteredMethod } from '../../core/registry.js'
import type { ParamSpec } from '../../core/schema/params-reader.js'
import { isLong, type ObjectShape, type ScalarShape, type Shape } from '../../core/schema/shape.js'
import { escapeAttribute, escapeText } from '../shared/xml/escape.js'

/** The credentials that end every request; clients that sign add them last. */
const credentialElements = ['api_key', 'api_sig', 'auth_token']
  .map((name) => declare(name, 'xs:string', { optional: true }))
  .join('')

/** The header element that may carry the same. */
export function credentialsElement(name: string): string {
  return wrapper(name, credentialElements)
}

/** The element of a method's request: its parameters, its files, and the credentials. */
export function requestElement({ method, params }: RegisteredMethod): string {
  const declared = params.specs.map(paramElement)
  const files = method.files.map((name) => declare(name, 'xs:base64Binary', { optional: false }))
  return wrapper(method.name, [...declared, ...files, credentialElements].join(''))
}

/** The element of a method's answer. */
export function responseElement({ method, shape }: RegisteredMethod): string {
  return wrapper(`${method.name}Response`, membersOf(shape))
}

function wrapper(name: string, members: string): string {
  return `<xs:element name="${name}">${complexType(members)}</xs:element>`
}

function complexType(members: string): string {
  return `<xs:complexType><xs:sequence>${members}</xs:sequence></xs:complexType>`
}

function paramElement(spec: ParamSpec): string {
  const facts = { optional: !spec.required, description: spec.description }
  if (spec.enum === undefined) return declare(spec.name, paramType(spec), facts)
  const words = spec.enum.map((word) => `<xs:enumeration value="${escapeAttribute(String(word))}"/>`)
  const type = `<xs:simpleType><xs:restriction base="xs:string">${words.join('')}</xs:restriction></xs:simpleType>`
  return declareInline(spec.name, type, facts)
}

function paramType(spec: ParamSpec): string {
  switch (spec.type) {
    case 'boolean':
      return 'xs:boolean'
    case 'integer':
      return isLong(spec) ? 'xs:long' : 'xs:int'
    case 'number':
      return 'xs:decimal'
    default:
      return 'xs:string'
  }
}

function membersOf({ members }: ObjectShape): string {
  return members
    .map(({ name, shape, optional, description }) => memberElement(name, shape, { optional, description }))
    .join('')
}

function memberElement(name: string, shape: Shape, facts: Facts): string {
  switch (shape.kind) {
    case 'scalar':
      return declare(name, scalarType(shape), facts)
    case 'object':
      return declareInline(name, complexType(membersOf(shape)), facts)
    case 'list':
      return memberElement(name, shape.item, { ...facts, optional: true, many: true })
  }
}

function scalarType({ type, long }: ScalarShape): string {
  switch (type) {
    case 'boolean':
      return 'xs:boolean'
    case 'integer':
      return long ? 'xs:long' : 'xs:int'
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

function declareInline(name: string, type: string, facts: Facts): string {
  return `<xs:element name="${name}"${occurrence(facts)}>${annotation(facts)}${type}</xs:element>`
}

function occurrence({ optional, many = false }: Facts): string {
  return `${optional ? ' minOccurs="0"' : ''}${many ? ' maxOccurs="unbounded"' : ''}`
}

function annotation({ description }: Facts): string {
  if (description === undefined) return ''
  return `<xs:annotation><xs:documentation>${escapeText(description)}</xs:documentation></xs:annotation>`
}
