import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { UploadedFile } from '../../core/caller.js'
import type { WrittenBody } from './written-body.js'

/** A part of a multipart body: a text or a file. */
export type MultipartPart =
  | { readonly name: string; readonly text: string; readonly contentType: string | undefined }
  | { readonly name: string; readonly file: UploadedFile; readonly contentType: string | undefined }

/**
 * Writes multipart/form-data (RFC 7578): texts whole, files streamed from disk. Its length is known, since many servers take no chunked
 * uploads.
 */
export function writeMultipart(parts: readonly MultipartPart[], contentType: string): WrittenBody {
  const boundary = `babelgate-${randomBytes(18).toString('hex')}`
  const heads = parts.map((part) => ({ part, head: Buffer.from(headOf(part, boundary)) }))
  const end = Buffer.from(`--${boundary}--\r\n`)
  const length = heads.reduce((sum, { part, head }) => sum + head.byteLength + sizeOf(part) + 2, end.byteLength)
  async function* pieces() {
    for (const { part, head } of heads) {
      yield head
      if ('text' in part) yield Buffer.from(part.text)
      else yield* createReadStream(part.file.path)
      yield Buffer.from('\r\n')
    }
    yield end
  }
  return {
    contentType: `${contentType}; boundary=${boundary}`,
    body: { open: () => Readable.from(pieces(), { objectMode: false }), length },
  }
}

function sizeOf(part: MultipartPart): number {
  return 'text' in part ? Buffer.byteLength(part.text) : part.file.bytes
}

function headOf(part: MultipartPart, boundary: string): string {
  const filename = 'file' in part ? `; filename="${quoted(part.file.filename || part.name)}"` : ''
  const type = part.contentType ?? ('file' in part ? 'application/octet-stream' : undefined)
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${quoted(part.name)}"${filename}`,
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
    '',
    '',
  ].join('\r\n')
}

/** Escapes a name as browsers do (HTML section 4.10.21.8). */
function quoted(name: string): string {
  return name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}
