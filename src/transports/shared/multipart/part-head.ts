import { notXml } from '../../../core/schema/not-xml.js'
import { utf8 } from '../charsets.js'
import { decodeExtended, decodeWords } from './encoded-text.js'
import { type HeaderValue, readHeaderValue } from './header-value.js'
import { type TransferDecoder, transferDecoders } from './transfer-encoding.js'

/** The headers of a part. */
export interface PartHead {
  /** Undefined where it has none. */
  readonly name: string
  /** The file name without folders; undefined where none was sent. */
  readonly filename: string | undefined
  /** Whether the content is said to be something else than text. */
  readonly isText: boolean
  readonly charset: string | undefined
  readonly openDecoder: () => TransferDecoder
}

/** The maximum number of header lines of a part. */
const maxLines = 32

/** The headers that are interpreted; each may occur once. */
const readHeaders = ['content-disposition', 'content-type', 'content-transfer-encoding', 'content-encoding'] as const

/** Thrown for an invalid part; the message is the sentence for the client. */
class PartFlaw extends Error {}

/**
 * Parses the header block of a part (RFC 7578 section 4). Headers that change the meaning of the content are applied or
 * refused, never ignored, since misread content would be stored.
 *
 * @returns a sentence with what is wrong, for an invalid part
 */
export function readPartHead(block: Buffer): PartHead | string {
  try {
    return headOf(readLines(block))
  } catch (thrown) {
    if (thrown instanceof PartFlaw) return thrown.message
    throw thrown
  }
}

function headOf(headers: ReadonlyMap<string, string>): PartHead {
  const disposition = withParams(headers.get('content-disposition') ?? '', 'Content-Disposition')
  if (disposition.value !== 'form-data') {
    throw new PartFlaw(`A part has ${sent('Content-Disposition', disposition.value)}; send form-data with a name`)
  }
  const name = nameIn(disposition, 'name')
  if (name === undefined || name === '') throw new PartFlaw('A part has no name')
  const coding = headers.get('content-encoding')?.toLowerCase() ?? 'identity'
  if (coding !== 'identity')
    throw new PartFlaw(`The part ${name} has ${sent('Content-Encoding', coding)}; send it without`)
  if (headers.has('content-range')) throw new PartFlaw(`The part ${name} has a Content-Range; send the file as a whole`)
  const transfer = headers.get('content-transfer-encoding')?.toLowerCase() ?? 'binary'
  const openDecoder = transferDecoders.get(transfer)
  if (openDecoder === undefined) {
    const known = [...transferDecoders.keys()].join(', ')
    throw new PartFlaw(`The part ${name} has ${sent('Content-Transfer-Encoding', transfer)}; send one of ${known}`)
  }
  return {
    name,
    filename: filenameIn(disposition),
    ...contentType(headers.get('content-type') ?? '', name),
    openDecoder,
  }
}

/** The header lines by lower-case name; a line that begins with white space continues the previous one. */
function readLines(block: Buffer): ReadonlyMap<string, string> {
  const text = utf8(block)
  if (text === undefined) {
    throw new PartFlaw('The headers of a part are not UTF-8; write names in other charsets as filename*')
  }
  const headers = new Map<string, string>()
  const lines = text === '' ? [] : text.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  if (lines.length > maxLines) throw new PartFlaw(`A part takes at most ${maxLines} headers`)
  for (const line of lines) {
    const [, name = '', value = ''] = /^([!-9;-~]+):([^\r\n]*)$/.exec(line) ?? []
    const key = name.toLowerCase()
    if (key === '') throw new PartFlaw('A part has a header line without a name and a colon')
    if (headers.has(key) && readHeaders.some((read) => read === key))
      throw new PartFlaw(`A part has two headers ${name}`)
    headers.set(key, value.trim())
  }
  return headers
}

function withParams(text: string, header: string): HeaderValue {
  const read = readHeaderValue(text)
  if (read === undefined)
    throw new PartFlaw(`The ${header} of a part cannot be read; put values into quotes, each name once`)
  if ([...read.params.keys()].some((name) => /\*\d/.test(name))) {
    throw new PartFlaw(`The ${header} of a part holds a value in pieces (RFC 2231); send it whole`)
  }
  return read
}

/** A parameter; its extended form takes precedence (RFC 6266 section 4.3). */
function nameIn({ params }: HeaderValue, param: 'name' | 'filename'): string | undefined {
  const extended = params.get(`${param}*`)
  const text = extended === undefined ? params.get(param) : decodeExtended(extended)
  if (extended !== undefined && text === undefined) {
    throw new PartFlaw(`The ${param}* of a part cannot be decoded; send it as UTF-8''…`)
  }
  return text
}

function filenameIn(disposition: HeaderValue): string | undefined {
  const written = nameIn(disposition, 'filename')
  if (written === undefined) return undefined
  const decoded = disposition.params.has('filename*') ? written : decodeWords(written)
  if (decoded === undefined) throw new PartFlaw('The filename of a part holds encoded words that cannot be decoded')
  if (notXml.test(decoded)) throw new PartFlaw('The filename of a part holds control characters')
  const base = decoded.slice(Math.max(decoded.lastIndexOf('/'), decoded.lastIndexOf('\\')) + 1)
  return base === '.' || base === '..' ? '' : base
}

function contentType(text: string, name: string): Pick<PartHead, 'isText' | 'charset'> {
  const { value, params } = withParams(text, 'Content-Type')
  if (value.startsWith('multipart/')) {
    throw new PartFlaw(`The part ${name} holds further parts (${value}); send each as a part of its own`)
  }
  return { isText: value === '' || value.startsWith('text/'), charset: params.get('charset') }
}

function sent(header: string, value: string): string {
  return value === '' ? `no ${header}` : `the ${header} ${JSON.stringify(value)}`
}
