import type { Template } from '../http/template.js'
import { Refusal } from './refusal.js'

/** A path of a document: constant texts, encoded, and names of parameters. */
export interface PathTemplate {
  readonly parts: readonly (string | { readonly name: string })[]
  /** The constant fields behind a `?`, which some documents write into the path. */
  readonly query: readonly (readonly [name: string, value: string])[]
  /** Whether a part behind `#` was cut off, by which some documents tell operations apart. */
  readonly hasFragment: boolean
}

/**
 * Reads the path of an operation.
 *
 * @throws Refusal for a path that does not begin with `/`, has dot segments or expressions that are no names
 */
export function readPath(path: string): PathTemplate {
  if (!path.startsWith('/')) throw new Refusal('has a path that does not begin with "/"')
  const [beforeHash = '', fragment] = path.split('#', 2)
  const [plain = '', search = ''] = beforeHash.split('?', 2)
  if (plain.split('/').some((segment) => segment === '.' || segment === '..')) {
    throw new Refusal('has a path with the segment "." or ".."')
  }
  const parts = plain.split(/(\{[^{}]*\})/).filter((part) => part !== '')
  return {
    parts: parts.map((part) => (part.startsWith('{') && part.endsWith('}') ? { name: nameIn(part) } : encoded(part))),
    query: [...new URLSearchParams(search)],
    hasFragment: fragment !== undefined,
  }
}

function nameIn(expression: string): string {
  const name = expression.slice(1, -1).trim()
  if (/^[+#./;?&]|\*$|,/.test(name) || name === '') {
    throw new Refusal(`has the path expression ${expression}, which may be more than one segment`)
  }
  return name
}

/** Characters that a path can have as they are (RFC 3986 section 3.3), and escapes. */
const plainCharacters = /%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~!$&'()*+,;=:@/]/

function encoded(text: string): string {
  return text
    .split(new RegExp(`(${plainCharacters.source})`))
    .map((piece) => (plainCharacters.test(piece) ? piece : encodeURIComponent(piece)))
    .join('')
}

/** A constant text. */
export function constant(value: string): Template {
  return { kind: 'constant', value }
}
