import { isNullable, type JsonSchema } from './json-schema.js'
import { type Member, type ObjectShape, recordEntry, type Shape, type XmlNode } from './shape.js'
import { toXmlName } from './xml-name.js'

/** The position of an object: its path, and whether it is the answer itself. */
export interface ObjectPlace {
  readonly path: string
  readonly top: boolean
}

/** Names with characters that XML forbids (production 2), and the one that sets an object's prototype. */
const forbiddenName = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}|^__proto__$/u

/**
 * Reads the members of an object.
 *
 * @param read reads the schema of a member
 * @throws TypeError where XML cannot express a member, or two members have the same XML name
 */
export function readMembers(
  schema: JsonSchema,
  { path, top }: ObjectPlace,
  read: (schema: JsonSchema, path: string) => Shape,
): ObjectShape {
  const required = new Set(schema.required)
  const members = Object.entries(schema.properties ?? {}).map(([name, member]): Member => {
    const place = `${path}.${name}`
    if (forbiddenName.test(name)) refuse(place, `has the name ${JSON.stringify(name)}, which no protocol can carry`)
    const shape = read(member, place)
    return {
      name,
      xmlName: toXmlName(name),
      shape,
      optional: !required.has(name) || isNullable(member) || shape.kind === 'any',
      xml: xmlNode(member, name, shape, top),
      description: member.description,
    }
  })
  const rest = restOf(schema)
  checkTogether(members, path, rest !== undefined)
  return { kind: 'object', members, rest: rest && read(rest, `${path}.*`), path }
}

/** The schema of undeclared members. */
function restOf({ additionalProperties, patternProperties }: JsonSchema): JsonSchema | undefined {
  if (typeof additionalProperties === 'object') return additionalProperties
  const [only, ...others] = Object.values(patternProperties ?? {})
  if (only !== undefined) return others.length === 0 ? only : {}
  return additionalProperties === true ? {} : undefined
}

/** Checks members for conflicts with each other. */
function checkTogether(members: readonly Member[], path: string, isOpen: boolean): void {
  const texts = members.filter((member) => member.xml === 'text')
  if (texts.length > 1)
    refuse(path, `has several members that are the text of its element: ${texts.map(({ name }) => name).join(', ')}`)
  if (isOpen && members.some(({ xmlName }) => xmlName === recordEntry)) {
    refuse(`${path}.${recordEntry}`, 'has the name under which members that are not declared are written')
  }
  const byXmlName = new Map<string, string>()
  for (const { name, xmlName } of members) {
    const other = byXmlName.get(xmlName)
    if (other !== undefined) refuse(`${path}.${name}`, `is ${xmlName} in XML, as ${other} is; give it another name`)
    byXmlName.set(xmlName, name)
  }
}

/** The XML node type of a member. @throws TypeError where the declared one is impossible */
function xmlNode({ xml }: JsonSchema, name: string, shape: Shape, top: boolean): XmlNode {
  const asked = xml?.nodeType
  const scalar = shape.kind === 'scalar'
  if (asked !== undefined && asked !== 'element' && !scalar)
    refuse(shape.path, `is no scalar, so XML cannot spell it as ${asked}`)
  if (asked === 'attribute' && top)
    refuse(shape.path, 'is a member of the answer itself, which XML cannot spell as an attribute')
  const node = asked ?? (!scalar ? 'element' : name === 'content' ? 'text' : top ? 'element' : 'attribute')
  if (node === 'attribute' && name === 'xmlns') refuse(shape.path, 'has the name by which XML declares namespaces')
  return node
}

function refuse(path: string, what: string): never {
  throw new TypeError(`${path} ${what}`)
}
