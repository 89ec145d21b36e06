import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { MaybePromise } from '../../core/maybe-promise.js'
import type { Reply } from './reply.js'

const pack = promisify(gzip)

/** Bodies up to this size, in bytes, are not worth compressing. */
const smallest = 1024

/**
 * Compresses a reply by gzip where it is longer than a kilobyte and the client accepts it. `Vary` tells caches that
 * there are two representations (RFC 9110 section 12.5.5).
 *
 * @param accepted the Accept-Encoding header
 */
export function compressed(reply: Reply, accepted: string | undefined): MaybePromise<Reply> {
  if (reply.bytes <= smallest) return reply
  const headers = [...reply.headers, 'Vary', 'Accept-Encoding']
  if (accepted === undefined || !takesGzip(accepted)) return { ...reply, headers }
  return packed({ ...reply, headers })
}

async function packed({ status, headers, body, encoding }: Reply): Promise<Reply> {
  const packed = await pack(typeof body === 'string' ? Buffer.from(body, encoding) : body)
  const length = headers.indexOf('Content-Length') + 1
  const changed = headers.with(length, String(packed.length))
  return { status, headers: [...changed, 'Content-Encoding', 'gzip'], body: packed, bytes: packed.length, encoding }
}

/**
 * Whether an Accept-Encoding header accepts gzip with at least the weight of `identity` (RFC 9110 section 12.5.3).
 */
export function takesGzip(accepted: string): boolean {
  const weights = new Map(accepted.toLowerCase().split(',').map(readCoding))
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0
  return gzip > 0 && gzip >= (weights.get('identity') ?? 0)
}

function readCoding(part: string): readonly [coding: string, weight: number] {
  const [coding = '', ...parameters] = part.split(';').map((piece) => piece.trim())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  return [coding, weight === undefined ? 1 : Number(weight.slice(2)) || 0]
}
