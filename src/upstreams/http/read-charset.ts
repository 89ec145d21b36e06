import { isAscii, isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { UpstreamError } from '../client/upstream-error.js'

/**
 * Decodes the text of an answer: by its byte order mark, else by the charset of its content type, else as UTF-8 (RFC 8259 section 8.1;
 * WHATWG Encoding section 6).
 *
 * @throws UpstreamError for an unknown charset, and bytes that are no text in it
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  const label = bomOf(bytes) ?? charsetOf(contentType) ?? 'utf-8'
  const text = label === 'utf-8' || label === 'utf8' ? decodeUtf8(bytes) : decodeOther(bytes, label)
  if (text === undefined)
    throw new UpstreamError('unreadable', `the answer is no text in ${label}`, { maybeSent: true })
  return text
}

function bomOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined
}

const charset = /;\s*charset\s*=\s*"?([^\s";]+)"?/i

function charsetOf(contentType: string | undefined): string | undefined {
  return contentType === undefined ? undefined : charset.exec(contentType)?.[1]?.toLowerCase()
}

/** Node's own decoder, which takes a third of the time of a TextDecoder (bench row W7). */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // ASCII is the same in Latin-1, which is only copied.
  if (isAscii(bytes)) return buffer.toString('latin1')
  if (!isUtf8(bytes)) return undefined
  const text = buffer.toString('utf8')
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

function decodeOther(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
