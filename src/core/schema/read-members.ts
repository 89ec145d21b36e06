import { isNullable, type JsonSchema } from './json-schema.js'
import { envelopeMembers, type Member, type ObjectShape, recordEntry, type Shape, type XmlNode } from './shape.js'
import { toXmlName } from './xml-name.js'

/** Where an object stands: the method with the place in its result, and whether it is the answer itself. */
export interface ObjectPlace {
  readonly path: string
  readonly top: boolean
}

const nothing: ReadonlySet<string> = new Set()

/** What no name of any protocol can hold (XML 1.0 production 2), and what would reach into an object's prototype. */
const impossibleName = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}|^__proto__$/u

/**
 * Reads the members of an object.
 *
 * @param read reads the schema of a member at its place
 * @throws TypeError where XML cannot spell a member, or two would have one name in it
 */
export function readMembers(
  schema: JsonSchema,
  { path, top }: ObjectPlace,
  read: (schema: JsonSchema, path: string) => Shape,
): ObjectShape {
  const required = new Set(schema.required)
  const reserved = top ? envelopeMembers : nothing
  const members = Object.entries(schema.properties ?? {}).map(([name, member]): Member => {
    const place = `${path}.${name}`
    if (impossibleName.test(name)) refuse(place, `has the name ${JSON.stringify(name)}, which no protocol can carry`)
    if (reserved.has(name)) refuse(place, 'has a name that the envelope of the answer uses')
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
  return { kind: 'object', members, rest: rest && read(rest, `${path}.*`), reserved, path }
}

/** The schema of members that are not declared. */
function restOf({ additionalProperties, patternProperties }: JsonSchema): JsonSchema | undefined {
  if (typeof additionalProperties === 'object') return additionalProperties
  const [only, ...others] = Object.values(patternProperties ?? {})
  if (only !== undefined) return others.length === 0 ? only : {}
  return additionalProperties === true ? {} : undefined
}

/** What may be wrong with members beside each other. */
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

/** How XML spells a member. @throws TypeError where it cannot be spelt so */
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
