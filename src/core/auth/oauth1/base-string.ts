import type { Pair } from '../../pair.js'
import { percentEncode } from './percent-encode.js'

/**
 * The signature base string (RFC 5849 section 3.4.1.1).
 *
 * @param uri the base string URI, see `baseUri`
 * @param pairs the decoded parameters of all sources, `oauth_*` among them, without `oauth_signature` and `realm`
 */
export function baseString(verb: string, uri: string, pairs: readonly Pair[]): string {
  let parameters = ''
  for (const [name, value] of encodedInOrder(pairs)) {
    parameters += `${parameters === '' ? '' : '%26'}${encodeAgain(name)}%3D${encodeAgain(value)}`
  }
  return `${percentEncode(verb.toUpperCase())}&${percentEncode(uri)}&${parameters}`
}

/**
 * The normalised parameters (RFC 5849 section 3.4.1.3.2): names and values encoded, sorted by the bytes of the encoded
 * names and then of the encoded values, and joined.
 */
export function normalizeParameters(pairs: readonly Pair[]): string {
  return encodedInOrder(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** Encodes an encoded text a second time: `%` is the only character that changes. */
function encodeAgain(encoded: string): string {
  return encoded.includes('%') ? encoded.replaceAll('%', '%25') : encoded
}

function encodedInOrder(pairs: readonly Pair[]): readonly Pair[] {
  const encoded: Pair[] = []
  let ordered = true
  let previous: Pair = ['', '']
  for (const [name, value] of pairs) {
    const pair: Pair = [percentEncode(name), percentEncode(value)]
    ordered &&= compare(previous, pair) <= 0
    previous = pair
    encoded.push(pair)
  }
  return ordered ? encoded : encoded.sort(compare)
}

/** Compares encoded pairs. They are ASCII, so the order of UTF-16 units is that of bytes. */
function compare(a: Pair, b: Pair): number {
  return compareText(a[0], b[0]) || compareText(a[1], b[1])
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
