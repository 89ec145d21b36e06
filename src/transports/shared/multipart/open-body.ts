import type { IncomingMessage } from 'node:http'
import { type Readable, Transform } from 'node:stream'
import { type ApiError, apiError, malformed } from '../../../core/api-error.js'
import { contentDecoder, overCompressed } from '../inflate-body.js'
import { sizeLimits } from '../size-limits.js'

/** Options of a streamed body. */
export interface OpenBodyOptions {
  /** The maximum size in bytes, before and after decompression. */
  readonly maxBytes: number
  /** Called with every decompressed chunk. */
  readonly onChunk: ((chunk: Buffer) => void) | undefined
}

/**
 * Opens a body as a stream, decompressed and limited in size. Destroying the stream does not destroy the request.
 *
 * The stream fails with ApiError 124 beyond a limit, 123 for a closed connection or an undecodable Content-Encoding.
 *
 * @throws ApiError 123 for an unknown Content-Encoding
 */
export function openBody(req: IncomingMessage, { maxBytes, onChunk }: OpenBodyOptions): Readable {
  const openDecoder = contentDecoder(req)
  let received = 0
  let size = 0
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > maxBytes) return done(tooLarge(maxBytes))
      if (openDecoder !== undefined && size > received * sizeLimits.compression) return done(overCompressed())
      onChunk?.(chunk)
      done(null, chunk)
    },
  })
  const fail = (error: ApiError) => body.destroy(error)
  req.on('data', (chunk: Buffer) => {
    received += chunk.length
    if (received > maxBytes) fail(tooLarge(maxBytes))
  })
  req.once('close', () => {
    if (!req.complete) fail(malformed('The body broke off'))
  })
  // Readers get the error themselves; without one an unhandled error would end the process.
  body.on('error', () => undefined)
  if (openDecoder === undefined) return req.pipe(body)
  const onEmpty = () => fail(malformed('The body is empty, although it has a Content-Encoding'))
  req.once('end', onEmpty)
  req.once('data', (first: Buffer) => {
    req.off('end', onEmpty)
    const decoder = openDecoder(first[0] ?? 0)
    decoder.once('error', (cause) => fail(malformed('The body is not compressed as its Content-Encoding says', cause)))
    body.once('close', () => {
      req.unpipe(decoder)
      decoder.destroy()
    })
    decoder.write(first)
    req.pipe(decoder).pipe(body)
  })
  return body
}

function tooLarge(maxBytes: number): ApiError {
  return apiError('request-too-large', { detail: `A body for this method takes at most ${maxBytes} bytes` })
}
