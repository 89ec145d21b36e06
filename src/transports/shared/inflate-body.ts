import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { type ApiError, apiError, malformed } from '../../core/api-error.js'
import { ByteCollector } from './byte-collector.js'
import { sizeLimits } from './size-limits.js'

/** Makes what undoes a Content-Encoding; the first byte tells two kinds of deflate apart. */
export type OpenDecoder = (firstByte: number) => Transform

/** The codings of RFC 9110, section 8.4.1, that bodies may have. */
const decoders: ReadonlyMap<string, OpenDecoder> = new Map<string, OpenDecoder>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  // By the RFC deflate is zlib's format, of which every stream begins with an 8; some clients send it without.
  ['deflate', (firstByte) => ((firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw())],
])

/**
 * Finds what undoes the Content-Encoding of a request; undefined where it has none.
 *
 * @throws ApiError 123 where it is not known
 */
export function contentDecoder({ headers }: IncomingMessage): OpenDecoder | undefined {
  const coding = (headers['content-encoding'] ?? '').trim().toLowerCase()
  const openDecoder = decoders.get(coding)
  if (openDecoder === undefined && coding !== '' && coding !== 'identity') {
    throw malformed(`A body with the Content-Encoding ${JSON.stringify(coding)} is not read here; send gzip or none`)
  }
  return openDecoder
}

/**
 * Reads a whole compressed body. At most as much as a body may have is ever in memory.
 *
 * @throws ApiError 124 beyond the limit of size or of compression, 123 where the body is not what it claims to be
 */
export function inflateBody(req: IncomingMessage, openDecoder: OpenDecoder): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = (error: ApiError) => {
      reject(error)
      // The rest flows away unseen, so that the client can read the answer.
      req.resume()
    }
    const onEmpty = () => refuse(malformed('The body is empty, although it has a Content-Encoding'))
    req.once('end', onEmpty)
    req.once('error', (cause) => refuse(malformed('The body broke off', cause)))
    req.once('close', () => {
      if (!req.readableEnded) refuse(malformed('The body broke off'))
    })
    req.once('data', (first: Buffer) => {
      req.off('end', onEmpty)
      const decoder = openDecoder(first[0] ?? 0)
      collect(req, first, decoder).then(resolve, (error) => {
        req.unpipe(decoder)
        decoder.destroy()
        refuse(error)
      })
    })
  })
}

/** Sends the body through the decoder, of which the first bytes are at hand, and collects what comes out. */
function collect(req: IncomingMessage, first: Buffer, decoder: Transform): Promise<Buffer> {
  const body = new ByteCollector()
  let received = first.length
  req.on('data', (chunk: Buffer) => {
    received += chunk.length
  })
  return new Promise((resolve, reject) => {
    decoder.on('data', (chunk: Buffer) => {
      const size = body.size + chunk.length
      if (size > sizeLimits.body || received > sizeLimits.body) reject(bodyTooLarge())
      else if (size > received * sizeLimits.compression) reject(overCompressed())
      else body.add(chunk)
    })
    decoder.once('end', () => resolve(body.bytes))
    decoder.once('error', (cause) =>
      reject(malformed('The body is not compressed as its Content-Encoding says', cause)),
    )
    decoder.write(first)
    req.pipe(decoder)
  })
}

/** The error for a body that becomes too much larger by decompression. */
export function overCompressed(): ApiError {
  return apiError('request-too-large', {
    detail: `A body may be compressed to a ${sizeLimits.compression}th of its size at most`,
  })
}

/** The error for a body that is larger than one may be, before or after decompression. */
export function bodyTooLarge(): ApiError {
  return apiError('request-too-large', { detail: `A body without files takes at most ${sizeLimits.body} bytes` })
}
