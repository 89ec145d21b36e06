import type { OpenFile } from '../../core/files/open-file.js'
import { type AnyReply, type Headers, safetyHeaders } from '../shared/reply.js'
import { contentDisposition } from './content-disposition.js'

/** Keeps a document that browsers show from running scripts and from reaching the origin of the gateway (CSP3). */
const sandbox: Headers = ['Content-Security-Policy', "default-src 'none'; sandbox"]

/** Lets pages of other origins read the name of the file. */
const exposed: Headers = ['Access-Control-Expose-Headers', 'Content-Disposition']

/**
 * Builds the answer of a method whose result is a file.
 *
 * @param cors the headers of CORS; empty for a request of the same origin
 * @param more the other headers of the answer
 */
export function fileReply(
  { contentType, name, length, inline, content }: OpenFile,
  isHead: boolean,
  cors: Headers,
  more: Headers,
): AnyReply {
  const headers = [
    'Content-Type',
    contentType,
    ...(length === undefined ? [] : ['Content-Length', String(length)]),
    ...safetyHeaders,
    'Content-Disposition',
    contentDisposition(inline ? 'inline' : 'attachment', name),
    ...(inline ? sandbox : []),
    ...more,
    ...cors,
    ...(cors.length === 0 ? [] : exposed),
  ]
  if (isHead) return { status: 200, headers, body: '', bytes: 0, encoding: 'latin1' }
  if (!(content instanceof Uint8Array)) return { status: 200, headers, source: content, bytes: undefined }
  return { status: 200, headers, body: content, bytes: content.byteLength, encoding: 'latin1' }
}
