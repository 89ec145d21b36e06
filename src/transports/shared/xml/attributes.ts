import { longer } from '../longer.js'
import { sizeLimits } from '../size-limits.js'
import type { XmlAttribute } from './element.js'
import { exchange } from './exchange.js'
import type { Namespaces } from './namespaces.js'
import { localStart } from './qualified-name.js'
import { expandReferences } from './references.js'
import type { Source } from './source.js'

/** An attribute with an unresolved prefix, whose declaration may follow. */
interface Written {
  readonly qualified: string
  readonly value: string
}

const equalsSign = 0x3d
const greaterThan = 0x3e
const slash = 0x2f

/** Characters of a value that are replaced or forbidden. */
const special = /[<&\t\n]/

const none: readonly XmlAttribute[] = Object.freeze([])

/**
 * Reads the attributes of a start tag, and declares its namespaces.
 *
 * @param depth of the element
 * @throws XmlError where they are not well-formed or beyond a limit
 */
export function readAttributes(source: Source, namespaces: Namespaces, depth: number): readonly XmlAttribute[] {
  let written: Written[] | undefined
  while (isAttributeNext(source)) {
    const qualified = source.readName()
    const value = readValue(source)
    if (qualified === 'xmlns') namespaces.declare('', value, depth)
    else if (qualified.startsWith('xmlns:'))
      namespaces.declare(qualified.slice(localStart(source, qualified)), value, depth)
    else if (written === undefined) written = [{ qualified, value }]
    else if (written.push({ qualified, value }) > sizeLimits.xml.attributes) {
      throw source.tooLarge(`An element takes at most ${sizeLimits.xml.attributes} attributes`)
    }
  }
  return written === undefined ? none : resolve(source, namespaces, written)
}

/** Skips the space before an attribute; false at the end of the tag. */
function isAttributeNext(source: Source): boolean {
  const spaced = source.skipSpace()
  const code = source.text.charCodeAt(source.position)
  if (code === greaterThan || code === slash) return false
  if (!spaced) throw source.malformed('A tag is not closed, or there is no space before an attribute')
  return true
}

/** Reads `="..."` (production 10). */
function readValue(source: Source): string {
  source.skipSpace()
  if (source.text.charCodeAt(source.position) !== equalsSign) throw source.malformed('An attribute has no value')
  source.position++
  source.skipSpace()
  const { text } = source
  const quote = text.charAt(source.position)
  if (quote !== '"' && quote !== "'") throw source.malformed("An attribute's value is not in quotes")
  const start = source.position + 1
  const end = text.indexOf(quote, start)
  const raw = text.slice(start, end)
  const isPlain = !special.test(raw)
  if (end === -1 || (!isPlain && raw.includes('<'))) {
    throw source.malformed("An attribute's value is not closed, or holds <")
  }
  source.position = end + 1
  const value = isPlain ? raw : expandReferences(source, start, end, spaces)
  if (longer(value, sizeLimits.xml.attributeValue)) {
    throw source.tooLarge(`The value of an attribute takes at most ${sizeLimits.xml.attributeValue} bytes`, start)
  }
  return value
}

/** Normalises white space to spaces, except character references (section 3.3.3). */
function spaces(text: string): string {
  return exchange(exchange(text, '\n', ' '), '\t', ' ')
}

function resolve(source: Source, namespaces: Namespaces, written: readonly Written[]): readonly XmlAttribute[] {
  const attributes: XmlAttribute[] = []
  for (const { qualified, value } of written) {
    const start = localStart(source, qualified)
    const name = start === 0 ? qualified : qualified.slice(start)
    const namespace = namespaces.ofAttribute(start === 0 ? '' : qualified.slice(0, start - 1))
    if (attributes.some((other) => other.name === name && other.namespace === namespace)) {
      throw source.malformed('An element has one attribute twice')
    }
    attributes.push({ name, namespace, value })
  }
  return attributes
}
