import { parseDocument as parseYaml } from 'yaml'
import { messageOf } from '../../../system/system-reason.js'
import { DescriptionError } from '../refusal.js'

/** The limits of a document (upstreams.md section 3). Aliases of YAML may repeat parts, so the values are counted too. */
const limits = { depth: 64, values: 5_000_000, aliases: 10_000 } as const

/**
 * Parses a document in JSON or YAML.
 *
 * @param name the document, for messages
 * @throws DescriptionError where it is neither, or exceeds the limits
 */
export function parseDocument(text: string, name: string): unknown {
  const plain = text.replace(/^\ufeff/, '')
  const parsed = /^\s*[{[]/.test(plain) ? parseJson(plain, name) : yaml(plain, name)
  checkSize(parsed, name)
  return parsed
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DescriptionError(`${name} is no JSON: ${messageOf(cause)}`, { cause })
  }
}

function yaml(text: string, name: string): unknown {
  // Keys that occur twice are common in documents that are written by hand; the last one counts, as in JSON.
  const document = parseYaml(text, { merge: true, uniqueKeys: false, logLevel: 'silent', prettyErrors: true })
  const [error] = document.errors
  if (error !== undefined) throw new DescriptionError(`${name} is no YAML: ${messageOf(error)}`)
  try {
    return document.toJS({ maxAliasCount: limits.aliases })
  } catch (cause) {
    throw new DescriptionError(`${name} cannot be read: ${messageOf(cause)}`, { cause })
  }
}

function checkSize(value: unknown, name: string): void {
  let count = 0
  const rest: [value: unknown, depth: number][] = [[value, 0]]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const [one, depth] = next
    if (depth > limits.depth) throw new DescriptionError(`${name} is nested more than ${limits.depth} deep`)
    if (++count > limits.values) throw new DescriptionError(`${name} has more than ${limits.values} values`)
    if (typeof one !== 'object' || one === null) continue
    for (const inner of Object.values(one)) rest.push([inner, depth + 1])
  }
}
