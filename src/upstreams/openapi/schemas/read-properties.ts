import type { JsonSchema } from '../../../core/schema/json-schema.js'
import { notXml } from '../../../core/schema/not-xml.js'
import { recordEntry } from '../../../core/schema/shape.js'
import { prototypeNames } from '../../../core/schema/wire-tree.js'
import { toXmlName } from '../../../core/schema/xml-name.js'
import { isRawObject, membersOf, type RawObject, textsOf } from '../raw.js'
import { degrade, inside, type SchemaPlace } from './place.js'

/** Reads the schema of a part. */
export type ReadPart = (raw: unknown, place: SchemaPlace) => JsonSchema

/** The keywords that say what the members of an object are. */
export type ObjectKeywords = Pick<JsonSchema, 'properties' | 'required' | 'additionalProperties' | 'patternProperties'>

/**
 * Reads the members of an object. Those that callers cannot send (`readOnly`) are left out of requests, those that they never
 * get (`writeOnly`) out of answers.
 *
 * @returns undefined where two members have the same name in XML
 */
export function readProperties(raw: RawObject, place: SchemaPlace, read: ReadPart): ObjectKeywords | undefined {
  const kept = membersOf(raw['properties']).filter(([name, member]) => isKept(name, member, place))
  const clash = sameXmlName(kept.map(([name]) => name))
  if (clash !== undefined) {
    degrade(place, `has the members ${clash.join(' and ')}, which are the same name in XML; it is any value`)
    return undefined
  }
  const properties = Object.fromEntries(
    kept.map(([name, member]): [string, JsonSchema] => [
      name,
      asElement(name, read(member, inside(place, `.${name}`))),
    ]),
  )
  const required = [...new Set(textsOf(raw['required']))].filter((name) => Object.hasOwn(properties, name))
  return {
    ...(membersOf(raw['properties']).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
    ...restOf(raw, Object.keys(properties), place, read),
  }
}

function isKept(name: string, member: unknown, place: SchemaPlace): boolean {
  const hidden = place.direction === 'request' ? 'readOnly' : 'writeOnly'
  if (isRawObject(member) && member[hidden] === true) return false
  if (!prototypeNames.has(name) && !notXml.test(name) && name !== '') return true
  degrade(place, `has the member ${JSON.stringify(name)}, which no protocol can carry; it is left out`)
  return false
}

function sameXmlName(names: readonly string[]): readonly [string, string] | undefined {
  const byXmlName = new Map<string, string>()
  for (const name of names) {
    const other = byXmlName.get(toXmlName(name))
    if (other !== undefined) return [other, name]
    byXmlName.set(toXmlName(name), name)
  }
  return undefined
}

/** A member `xmlns` is an element: no attribute can have its name. */
function asElement(name: string, schema: JsonSchema): JsonSchema {
  return name === 'xmlns' ? { ...schema, xml: { nodeType: 'element' } } : schema
}

/** The schemas of undeclared members. */
function restOf(raw: RawObject, names: readonly string[], place: SchemaPlace, read: ReadPart): ObjectKeywords {
  const { additionalProperties, patternProperties } = raw
  const isOpen = additionalProperties === true || isRawObject(additionalProperties) || isRawObject(patternProperties)
  if (isOpen && names.some((name) => toXmlName(name) === recordEntry)) {
    degrade(place, `has a member named ${recordEntry}, so members that it does not declare are left out`)
    return {}
  }
  const patterns = membersOf(patternProperties).map(([pattern, member]): [string, JsonSchema] => {
    return [pattern, read(member, inside(place, '.*'))]
  })
  const rest = isRawObject(additionalProperties)
    ? read(additionalProperties, inside(place, '.*'))
    : additionalProperties
  return {
    ...(rest !== undefined && (typeof rest === 'boolean' || isRawObject(rest)) && { additionalProperties: rest }),
    ...(patterns.length > 0 && { patternProperties: Object.fromEntries(patterns) }),
  }
}
