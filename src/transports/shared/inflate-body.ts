import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { type ApiError, apiError, malformed } from '../../core/api-error.js'
import { ByteCollector } from './byte-collector.js'
import { sizeLimits } from './size-limits.js'

/** Creates the decoder of a Content-Encoding; the first byte distinguishes the two forms of deflate. */
export type OpenDecoder = (firstByte: number) => Transform

/** The supported content codings (RFC 9110 section 8.4.1). */
const decoders: ReadonlyMap<string, OpenDecoder> = new Map<string, OpenDecoder>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  // By the RFC deflate is the zlib format, whose first byte ends in 8; some clients send raw deflate.
  ['deflate', (firstByte) => ((firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw())],
])

/**
 * Finds the decoder of the Content-Encoding of a request; undefined where it has none.
 *
 * @throws ApiError 123 for an unknown coding
 */
export function contentDecoder({ headers }: IncomingMessage): OpenDecoder | undefined {
  const header = headers['content-encoding']
  if (header === undefined) return undefined
  const coding = header.trim().toLowerCase()
  const openDecoder = decoders.get(coding)
  if (openDecoder === undefined && coding !== '' && coding !== 'identity') {
    throw malformed(`A body with the Content-Encoding ${JSON.stringify(coding)} is not read here; send gzip or none`)
  }
  return openDecoder
}

/**
 * Reads a compressed body into memory, up to the size limit of bodies.
 *
 * @throws ApiError 124 beyond the limit of size or compression, 123 for a corrupt body
 */
export function inflateBody(req: IncomingMessage, openDecoder: OpenDecoder): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = (error: ApiError) => {
      reject(error)
      // Drain the rest, so that the client gets to read the answer.
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

/** Decodes the body, of which the first chunk is already read. */
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

/** The error for a body beyond the limit of compression. */
export function overCompressed(): ApiError {
  return apiError('request-too-large', {
    detail: `A body may be compressed to a ${sizeLimits.compression}th of its size at most`,
  })
}

/** The error for a body beyond the size limit, before or after decompression. */
export function bodyTooLarge(): ApiError {
  return apiError('request-too-large', { detail: `A body without files takes at most ${sizeLimits.body} bytes` })
}
