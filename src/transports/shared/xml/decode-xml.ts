import { isAscii, isUtf8 } from 'node:buffer'
import { XmlError } from './xml-error.js'

/** Turns bytes into text; undefined where they are not of this encoding. */
type Decode = (bytes: Buffer) => string | undefined

/** What windows-1252 has at 0x80 to 0x9f; five places are empty. */
const windows1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ'

const utf8: Decode = (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined)
const ascii: Decode = (bytes) => (isAscii(bytes) ? bytes.toString('latin1') : undefined)
const latin1: Decode = (bytes) => bytes.toString('latin1')
const windows: Decode = (bytes) => {
  const text = bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80))
  return text.includes('\0') ? undefined : text
}
const utf16le: Decode = (bytes) => strictly('utf-16le', bytes)
const utf16be: Decode = (bytes) => strictly('utf-16be', bytes)
/** Without a byte order mark the first character, which can only be `<` or white space, shows the order. */
const utf16: Decode = (bytes) => (bytes[0] === 0 ? utf16be(bytes) : utf16le(bytes))

function strictly(encoding: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The encodings that are read here, by the names that the IANA registry and old clients have for them. */
const encodings: ReadonlyMap<string, Decode> = new Map([
  ['utf-8', utf8],
  ['utf8', utf8],
  ['us-ascii', ascii],
  ['ascii', ascii],
  ['iso-8859-1', latin1],
  ['iso_8859-1', latin1],
  ['latin1', latin1],
  ['windows-1252', windows],
  ['cp1252', windows],
  ['utf-16', utf16],
  ['utf-16le', utf16le],
  ['utf-16be', utf16be],
])

/** No mark begins with a smaller byte, and hardly any document with a greater one. */
const firstOfMarks = 0xef

/** What a document in these encodings may begin with. */
const byteOrderMarks: readonly (readonly [mark: readonly number[], decode: Decode])[] = [
  [[0xef, 0xbb, 0xbf], utf8],
  [[0xff, 0xfe], utf16le],
  [[0xfe, 0xff], utf16be],
]

/**
 * Turns the bytes of a document into text, without a byte order mark. The mark decides, else the charset of
 * the HTTP header, else the document's own declaration, else it is UTF-8 (RFC 7303, section 3); what does not
 * decide is not looked at.
 *
 * @param charset in lower case, undefined where the header names none
 * @throws XmlError where the encoding is not known here, or the bytes are not of it
 */
export function decodeXml(bytes: Buffer, charset: string | undefined): string {
  if ((bytes[0] ?? 0) >= firstOfMarks) {
    for (const [mark, decode] of byteOrderMarks) {
      if (mark.every((byte, index) => bytes[index] === byte)) return decoded(decode(bytes.subarray(mark.length)))
    }
  }
  const decode = encodings.get(charset ?? declaredEncoding(bytes))
  if (decode === undefined) {
    throw new XmlError('malformed', 'The encoding of the document is not read here; send UTF-8')
  }
  return decoded(decode(bytes))
}

function decoded(text: string | undefined): string {
  if (text === undefined) throw new XmlError('malformed', 'The bytes of the document are not of its encoding')
  return text
}

const declarationStart = Buffer.from('<?xml')
const whiteSpace: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d])

/** What the document says of its encoding, in lower case (XML 1.0, appendix F). */
function declaredEncoding(bytes: Buffer): string {
  if (bytes[0] === 0 || bytes[1] === 0) return 'utf-16'
  // White space before it is not allowed, which is better said by who reads the text.
  let start = 0
  while (whiteSpace.has(bytes[start])) start++
  if (!bytes.subarray(start, start + 5).equals(declarationStart)) return 'utf-8'
  const declaration = bytes.subarray(start, bytes.indexOf('?>', start)).toString('latin1')
  const found = /\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(declaration)?.[1]?.toLowerCase() ?? 'utf-8'
  // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
  return found.startsWith('utf-16') ? 'none' : found
}
