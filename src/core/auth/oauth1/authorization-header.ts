import { malformed } from '../../api-error.js'
import type { Pair } from '../../pair.js'
import { percentDecode, percentEncode } from './percent-encode.js'

/**
 * The scheme and its separator, which some clients write as a comma. An unmatched group is a syntax error and not
 * another scheme, since the next character cannot be part of a token (RFC 9110 section 5.6.2).
 */
const scheme = /^oauth(?![A-Za-z0-9!#$%&'*+.^_`|~-])(?:([ \t,]+|$)|)/i

/**
 * `name="value"` and its separator; empty list elements are skipped. A value needs only the characters that RFC 5849
 * section 3.6 leaves unencoded, but clients also write base64 and addresses unencoded. Characters that a quoted string
 * has to escape, and those beyond ASCII, are ambiguous and not matched.
 */
const parameter =
  /[ \t,]*([A-Za-z0-9\-._~%]+)="(?:([\x20\x21\x23-\x5b\x5d-\x7e]*)"|[^"\\]*(?:\\.[^"\\]*)*")[ \t]*(?:,[ \t,]*|$)/y

/**
 * Reads the protocol parameters of an `Authorization: OAuth` header (RFC 5849 section 3.5.1), decoded, in the order
 * sent and without `realm`.
 *
 * @returns undefined for any other scheme
 * @throws ApiError 123 for bad syntax, bad percent-encoding and a repeated name
 */
export function parseAuthorization(header: string): ReadonlyMap<string, string> | undefined {
  const start = scheme.exec(header)
  if (start === null) return undefined
  if (start[1] === undefined) throw badSyntax()
  const parameters = new Map<string, string>()
  let hasRealm = false
  for (let at = start[0].length; at < header.length; at = parameter.lastIndex) {
    parameter.lastIndex = at
    const [, rawName, rawValue] = parameter.exec(header) ?? []
    if (rawName === undefined) throw badSyntax()
    const name = decoded(rawName)
    const isRealm = name.length === 'realm'.length && name.toLowerCase() === 'realm'
    if (isRealm ? hasRealm : parameters.has(name)) throw malformed('The Authorization header names a parameter twice')
    if (isRealm) hasRealm = true
    else if (rawValue === undefined) throw badSyntax()
    else parameters.set(name, decoded(rawValue))
  }
  return parameters
}

/**
 * Writes an `Authorization: OAuth` header (RFC 5849 section 3.5.1).
 *
 * @param realm printable ASCII; undefined omits it
 */
export function formatAuthorization(pairs: readonly Pair[], realm?: string): string {
  const parameters = pairs.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`)
  if (realm !== undefined) parameters.unshift(`realm="${realm.replace(/["\\]/g, '\\$&')}"`)
  return `OAuth ${parameters.join(', ')}`
}

function decoded(text: string): string {
  const value = percentDecode(text)
  if (value === undefined) {
    throw malformed('The Authorization header is not percent-encoded UTF-8; encode each name and value once')
  }
  return value
}

function badSyntax() {
  return malformed('The Authorization header must be OAuth name="value", name="value", ... with encoded values')
}
