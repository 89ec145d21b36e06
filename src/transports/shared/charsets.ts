import { isAscii, isUtf8 } from 'node:buffer'

/** Decodes bytes; undefined where they are invalid in this charset. */
export type Decode = (bytes: Buffer) => string | undefined

/** The characters of windows-1252 at 0x80 to 0x9f; five are undefined. */
const windows1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ'

export const utf8: Decode = (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined)
const ascii: Decode = (bytes) => (isAscii(bytes) ? bytes.toString('latin1') : undefined)
const latin1: Decode = (bytes) => bytes.toString('latin1')
const windows: Decode = (bytes) => {
  const text = bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80))
  return text.includes('\0') ? undefined : text
}
export const utf16le: Decode = (bytes) => strictly('utf-16le', bytes)
export const utf16be: Decode = (bytes) => strictly('utf-16be', bytes)

function strictly(charset: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The common charsets, by their IANA names and those of old clients. */
export const commonCharsets: ReadonlyMap<string, Decode> = new Map([
  ['utf-8', utf8],
  ['utf8', utf8],
  ['us-ascii', ascii],
  ['ascii', ascii],
  ['iso-8859-1', latin1],
  ['iso_8859-1', latin1],
  ['latin1', latin1],
  ['windows-1252', windows],
  ['cp1252', windows],
  ['utf-16le', utf16le],
  ['utf-16be', utf16be],
])

/** UTF-16 with a byte order mark; without one the byte order is unknown. */
const markedUtf16: Decode = (bytes) => {
  const mark = bytes.subarray(0, 2).toString('latin1')
  if (mark === '\xff\xfe') return utf16le(bytes.subarray(2))
  return mark === '\xfe\xff' ? utf16be(bytes.subarray(2)) : undefined
}

/** Charsets of texts. ASCII is decoded as UTF-8, a superset, which clients often declare as ASCII. */
const forText: ReadonlyMap<string, Decode> = new Map([
  ...commonCharsets,
  ['us-ascii', utf8],
  ['ascii', utf8],
  ['utf-16', markedUtf16],
])

/**
 * Finds the decoder of a charset: the common ones, and those of the Encoding Standard.
 *
 * @returns undefined for an unknown charset
 */
export function decoderOf(charset: string): Decode | undefined {
  const label = charset.toLowerCase()
  const common = forText.get(label)
  if (common !== undefined) return common
  try {
    new TextDecoder(label)
  } catch {
    return undefined
  }
  return (bytes) => strictly(label, bytes)
}
