import { commonCharsets, type Decode, utf8, utf16be, utf16le } from '../charsets.js'
import { XmlError } from './xml-error.js'

/** Decodes UTF-16 without a byte order mark: the first character is `<` or white space, which shows the byte order. */
const utf16: Decode = (bytes) => (bytes[0] === 0 ? utf16be(bytes) : utf16le(bytes))

/** The supported encodings. */
const encodings: ReadonlyMap<string, Decode> = new Map([...commonCharsets, ['utf-16', utf16]])

/** The smallest first byte of a byte order mark; few documents begin with a greater one. */
const firstOfMarks = 0xef

/** The byte order marks. */
const byteOrderMarks: readonly (readonly [mark: readonly number[], decode: Decode])[] = [
  [[0xef, 0xbb, 0xbf], utf8],
  [[0xff, 0xfe], utf16le],
  [[0xfe, 0xff], utf16be],
]

/**
 * Decodes the bytes of a document, without the byte order mark. The encoding is that of the mark, of the HTTP header, of
 * the XML declaration, or UTF-8, in this order (RFC 7303, section 3); the others are ignored.
 *
 * @param charset of the HTTP header, in lower case; undefined where it has none
 * @throws XmlError for an unknown encoding, or bytes that are invalid in it
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

/** The declared encoding of a document, in lower case (XML 1.0, appendix F). */
function declaredEncoding(bytes: Buffer): string {
  if (bytes[0] === 0 || bytes[1] === 0) return 'utf-16'
  // White space before the declaration is an error, which the reader of the text reports.
  let start = 0
  while (whiteSpace.has(bytes[start])) start++
  if (!bytes.subarray(start, start + 5).equals(declarationStart)) return 'utf-8'
  const declaration = bytes.subarray(start, bytes.indexOf('?>', start)).toString('latin1')
  const found = /\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(declaration)?.[1]?.toLowerCase() ?? 'utf-8'
  // A declaration that is readable as single bytes is not UTF-16, even if it declares that.
  return found.startsWith('utf-16') ? 'none' : found
}
