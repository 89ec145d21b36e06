import { toUSVString } from 'node:util'

/** Unreserved characters: letters, digits, `-`, `.`, `_` and `~`. */
const unreserved = /^[A-Za-z0-9\-._~]*$/

/**
 * Percent-encodes a text by RFC 5849 section 3.6: every byte of its UTF-8 that is not unreserved becomes `%` and two
 * upper-case hex digits. A lone surrogate, which UTF-8 cannot encode, is encoded as U+FFFD.
 */
export function percentEncode(text: string): string {
  return unreserved.test(text) ? text : encodeReserved(text)
}

/**
 * Decodes any percent-encoding of UTF-8, not only that of {@link percentEncode}. `+` stays `+`.
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

/** Characters that `encodeURIComponent` leaves alone and the RFC encodes. */
const spared = /[!'()*]/

function encodeReserved(text: string): string {
  const encoded = encodeURIComponent(toUSVString(text))
  if (!spared.test(encoded)) return encoded
  return encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
