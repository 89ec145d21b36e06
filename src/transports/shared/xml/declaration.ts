import type { Source } from './source.js'

/** The pseudo-attributes of an XML declaration in the order that they must have (production 23). */
const parts = [
  { name: 'version', grammar: /^1\.[0-9]+$/, required: true },
  { name: 'encoding', grammar: /^[A-Za-z][A-Za-z0-9._-]*$/, required: false },
  { name: 'standalone', grammar: /^(?:yes|no)$/, required: false },
] as const

/**
 * Passes the XML declaration, if there is one. Every version 1.x is read as 1.0, as the fifth edition asks
 * (section 2.8).
 *
 * @throws XmlError where the declaration is not written as it must be
 */
export function readDeclaration(source: Source): void {
  if (!source.looksAt('<?xml')) return
  source.position += '<?xml'.length
  let spaced = source.skipSpace()
  for (const { name, grammar, required } of parts) {
    if (!source.looksAt(name)) {
      if (required) throw source.malformed(`The XML declaration lacks its ${name}`)
      continue
    }
    if (!spaced) throw source.malformed(`There is no space before ${name} in the XML declaration`)
    source.position += name.length
    if (!grammar.test(readQuoted(source))) throw source.malformed(`The ${name} in the XML declaration is no such thing`)
    spaced = source.skipSpace()
  }
  if (!source.looksAt('?>')) throw source.malformed('The XML declaration does not end where it should')
  source.position += '?>'.length
}

/** Reads `="..."`. */
function readQuoted(source: Source): string {
  source.skipSpace()
  if (!source.looksAt('=')) throw source.malformed('An equals sign is missing in the XML declaration')
  source.position++
  source.skipSpace()
  const quote = source.text.charAt(source.position)
  const end = quote === '"' || quote === "'" ? source.text.indexOf(quote, source.position + 1) : -1
  if (end === -1) throw source.malformed('A value in the XML declaration is not in quotes')
  const value = source.text.slice(source.position + 1, end)
  source.position = end + 1
  return value
}
