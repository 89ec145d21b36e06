import { pipeline, Readable, type Transform } from 'node:stream'
import { promisify } from 'node:util'
import {
  brotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzip,
  inflateRaw,
  inflate as inflateZlib,
} from 'node:zlib'
import { systemCode } from '../../system/system-reason.js'
import { UpstreamError } from './upstream-error.js'

/** The content codings that are read (RFC 9110 section 8.4.1). */
export type Coding = 'gzip' | 'deflate' | 'br'

const codings: ReadonlyMap<string, Coding | undefined> = new Map([
  ['', undefined],
  ['identity', undefined],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
])

/** Reads a `content-encoding` header; undefined for a body that is not encoded. Several codings are unknown too. */
export function codingOf(header: string | undefined): Coding | 'unknown' | undefined {
  if (header === undefined) return undefined
  const name = header.trim().toLowerCase()
  return codings.has(name) ? codings.get(name) : 'unknown'
}

const readers = {
  gzip: promisify<Uint8Array, object, Buffer>(gunzip),
  br: promisify<Uint8Array, object, Buffer>(brotliDecompress),
  zlib: promisify<Uint8Array, object, Buffer>(inflateZlib),
  raw: promisify<Uint8Array, object, Buffer>(inflateRaw),
}

/**
 * Inflates a whole body.
 *
 * @param limit the largest result, in bytes
 * @throws UpstreamError where it exceeds the limit or is broken
 */
export async function inflate(body: Uint8Array, coding: Coding, limit: number, service: string): Promise<Uint8Array> {
  const reader = readers[coding === 'deflate' ? deflateFormat(body) : coding]
  try {
    return await reader(body, { maxOutputLength: limit })
  } catch (error) {
    if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(service, limit)
    throw broken(service, coding, error)
  }
}

/** Inflates a stream. Errors of the stream itself pass through; broken data is an UpstreamError. */
export function inflateStream(source: Readable, coding: Coding, service: string): Readable {
  return Readable.from(inflated(source, coding, service), { objectMode: false })
}

async function* inflated(source: Readable, coding: Coding, service: string): AsyncGenerator<Uint8Array> {
  const [first, rest] = await firstChunk(source)
  if (first === undefined) return
  const inflater = inflaterOf(coding, first)
  pipeline(rest, inflater, () => {})
  try {
    for await (const chunk of inflater) yield chunk
  } catch (error) {
    throw error instanceof UpstreamError ? error : broken(service, coding, error)
  }
}

/** Looks at the first bytes of a stream, which tell the two formats of `deflate` apart. */
async function firstChunk(source: Readable): Promise<[Uint8Array | undefined, Readable]> {
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    source.unshift(chunk)
    return [chunk, source]
  }
  return [undefined, source]
}

function inflaterOf(coding: Coding, first: Uint8Array): Transform {
  if (coding === 'gzip') return createGunzip()
  if (coding === 'br') return createBrotliDecompress()
  return deflateFormat(first) === 'zlib' ? createInflate() : createInflateRaw()
}

/** `deflate` means the zlib format (RFC 1950); some servers send raw deflate data (RFC 1951), as browsers tolerate. */
function deflateFormat(body: Uint8Array): 'zlib' | 'raw' {
  return ((body[0] ?? 0) & 0x0f) === 8 ? 'zlib' : 'raw'
}

/** Makes the error of an answer that is too large. */
export function tooLarge(service: string, limit: number): UpstreamError {
  const message = `${service}: the answer exceeds ${limit} bytes; raise max_response if it should be read`
  return new UpstreamError('too-large', message, { maybeSent: true })
}

function broken(service: string, coding: Coding, cause: unknown): UpstreamError {
  return new UpstreamError('unreadable', `${service}: the answer is no whole ${coding} data`, {
    maybeSent: true,
    cause,
  })
}
