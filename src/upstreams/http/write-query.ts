import { isObject } from '../../core/schema/pick-branch.js'
import { type CallValues, compileTemplate } from './evaluate.js'
import type { QueryField, QueryStyle } from './operation.js'
import { textOf } from './write-json.js'

/** A style, with whether lists and objects are spread. */
export type FieldStyle = Pick<QueryField, 'name' | 'style' | 'explode'>

/** A pair of a query or a form, decoded. */
export type Field = readonly [name: string, value: string]

/** The separators of the styles of OpenAPI 3.1 for lists in one value ("Style Values"). */
const separators: Readonly<Record<QueryStyle, string>> = {
  form: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
  deepObject: ',',
}

/**
 * Compiles the query of an operation.
 *
 * @returns the writer, which gives the text behind the path: empty, or with its `?`
 */
export function compileQuery(fields: readonly QueryField[]): (values: CallValues) => string {
  if (fields.length === 0) return () => ''
  const compiled = fields.map((field) => ({ field, evaluate: compileTemplate(field.value) }))
  return (values) => {
    let text = ''
    for (const { field, evaluate } of compiled) {
      const value = evaluate(values)
      if (value === undefined || value === null) continue
      const encode = field.allowReserved ? encodeReserved : encodeURIComponent
      for (const [name, item] of fieldsOf(value, field)) {
        text += `${text === '' ? '?' : '&'}${encodeURIComponent(name)}=${encode(item)}`
      }
    }
    return text
  }
}

/** The pairs of a value by its style (OpenAPI 3.1, "Style Examples"). */
export function fieldsOf(value: unknown, { name, style, explode }: FieldStyle): readonly Field[] {
  if (Array.isArray(value)) {
    const items = value.map(textOf)
    if (explode && style !== 'deepObject') return items.map((item): Field => [name, item])
    return items.length === 0 ? [] : [[name, items.join(separators[style])]]
  }
  if (!isObject(value)) return [[name, textOf(value)]]
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
  if (style === 'deepObject') return members.flatMap(([member, inner]) => deepFields(`${name}[${member}]`, inner))
  if (explode) return members.map(([member, inner]): Field => [member, textOf(inner)])
  const flat = members.flatMap(([member, inner]) => [member, textOf(inner)])
  return flat.length === 0 ? [] : [[name, flat.join(separators[style])]]
}

/** The pairs of a member in the style deepObject; nested objects and lists go on in brackets, as most servers read them. */
function deepFields(name: string, value: unknown): readonly Field[] {
  if (Array.isArray(value)) return value.map((item): Field => [`${name}[]`, textOf(item)])
  if (!isObject(value)) return [[name, textOf(value)]]
  return Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .flatMap(([member, inner]) => deepFields(`${name}[${member}]`, inner))
}

const reserved = /%(?:3A|2F|3F|5B|5D|40|21|24|27|28|29|2A|2C|3B|3D)/g

/** Encodes all but reserved characters that end no value of a query (RFC 3986 section 2.2): not `&`, `#` and `+`. */
function encodeReserved(text: string): string {
  return encodeURIComponent(text).replace(reserved, decodeURIComponent)
}
