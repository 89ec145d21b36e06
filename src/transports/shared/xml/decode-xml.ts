import { commonCharsets, type Decode, utf8, utf16be, utf16le } from '../charsets.js'
import { XmlError } from './xml-error.js'

/** Without a byte order mark the first character, which can only be `<` or white space, shows the order. */
const utf16: Decode = (bytes) => (bytes[0] === 0 ? utf16be(bytes) : utf16le(bytes))

/** The encodings that are read here. */
const encodings: ReadonlyMap<string, Decode> = new Map([...commonCharsets, ['utf-16', utf16]])

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
