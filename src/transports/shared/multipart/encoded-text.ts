import { decoderOf } from '../charsets.js'
import { decodeBase64 } from '../spool-files.js'

/**
 * Decodes an extended parameter such as `filename*=UTF-8''caf%C3%A9.jpg` (RFC 8187 section 3.2).
 *
 * @returns undefined for invalid syntax or an unknown charset
 */
export function decodeExtended(text: string): string | undefined {
  const [, charset = '', value = ''] = /^([^']+)'[^']*'((?:[^%']|%[0-9A-Fa-f]{2})*)$/.exec(text) ?? []
  return decoderOf(charset)?.(unescapeBytes(value, '%'))
}

const encodedWord = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=/gi

/**
 * Decodes the encoded words of a text (RFC 2047), which old clients write in file names.
 *
 * @returns undefined for an invalid encoded word
 */
export function decodeWords(text: string): string | undefined {
  // White space between encoded words is ignored (section 6.2).
  const joined = text.replace(/(\?=)\s+(?==\?)/g, '$1')
  let failed = false
  const decoded = joined.replace(encodedWord, (_word, charset: string, kind: string, content: string) => {
    const bytes = kind.toLowerCase() === 'b' ? decodeBase64(content) : unescapeBytes(content.replaceAll('_', ' '), '=')
    const word = bytes && decoderOf(charset)?.(bytes)
    failed ||= word === undefined
    return word ?? ''
  })
  return failed ? undefined : decoded
}

/** Decodes bytes written as a sign and two hexadecimal digits. */
function unescapeBytes(text: string, sign: '%' | '='): Buffer {
  const pattern = new RegExp(`${sign}([0-9A-Fa-f]{2})`, 'g')
  const latin1 = Buffer.from(text).toString('latin1')
  return Buffer.from(
    latin1.replace(pattern, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  )
}
