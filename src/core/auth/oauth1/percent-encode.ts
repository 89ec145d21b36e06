import { toUSVString } from 'node:util'

/** Letters, digits, `-`, `.`, `_` and `~` stay as they are. */
const unreserved = /^[A-Za-z0-9\-._~]*$/

/**
 * Encodes a text as RFC 5849 section 3.6 asks: every byte of its UTF-8 that is not unreserved becomes `%` and two
 * upper-case hex digits. A lone surrogate, which UTF-8 cannot write, is encoded as U+FFFD.
 */
export function percentEncode(text: string): string {
  return unreserved.test(text) ? text : encodeReserved(text)
}

/**
 * Decodes what {@link percentEncode} made, and every other percent-encoding of UTF-8. `+` stays `+`.
 *
 * @returns undefined where a `%` is not followed by two hex digits, or where the bytes are not UTF-8
 */
export function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** What the platform's encoder leaves alone, other than the RFC. */
const spared = /[!'()*]/

function encodeReserved(text: string): string {
  const encoded = encodeURIComponent(toUSVString(text))
  if (!spared.test(encoded)) return encoded
  return encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
