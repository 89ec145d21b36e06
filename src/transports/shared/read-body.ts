import type { IncomingMessage } from 'node:http'
import { malformed } from '../../core/api-error.js'
import { ByteCollector } from './byte-collector.js'
import { bodyTooLarge, contentDecoder, inflateBody } from './inflate-body.js'
import { sizeLimits } from './size-limits.js'

/**
 * Reads a body without files into memory and decompresses it.
 *
 * @throws ApiError, by rejecting, 124 beyond a limit, 123 for a closed connection or an undecodable Content-Encoding
 */
export function readBody(req: IncomingMessage): Promise<Buffer> {
  const isPlain = req.headers['content-encoding'] === undefined && announcedSize(req) <= sizeLimits.body
  return isPlain ? readPlain(req) : readCoded(req)
}

/** Reads a body that may be compressed or announce too many bytes. */
async function readCoded(req: IncomingMessage): Promise<Buffer> {
  const openDecoder = contentDecoder(req)
  if (announcedSize(req) > sizeLimits.body) throw bodyTooLarge()
  return openDecoder === undefined ? readPlain(req) : inflateBody(req, openDecoder)
}

function announcedSize({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0)
}

/** Reads a body that is not compressed. */
async function readPlain(req: IncomingMessage): Promise<Buffer> {
  // Node drains a request that nobody has begun to read, even one whose body was taken later.
  req.read(0)
  // Node parses all bytes that came with the head before it runs microtasks, so most bodies are complete here and need no
  // listeners, which cost about 5 % of a call (bench row W4).
  await undefined
  return req.complete ? takeWhole(req) : collect(req)
}

/** Takes a body that has come as a whole. */
function takeWhole(req: IncomingMessage): Buffer {
  const body: unknown = req.read()
  if (!(body instanceof Buffer)) return nothing
  if (body.length > sizeLimits.body) throw bodyTooLarge()
  return body
}

const nothing = Buffer.alloc(0)

/** Collects a body that comes in several chunks. */
function collect(req: IncomingMessage): Promise<Buffer> {
  const body = new ByteCollector()
  return new Promise((resolve, reject) => {
    req.on('data', (chunk: Buffer) => {
      if (body.size + chunk.length > sizeLimits.body) {
        req.removeAllListeners('data')
        reject(bodyTooLarge())
        // Drain the rest, so that the client gets to read the answer.
        req.resume()
      } else {
        body.add(chunk)
      }
    })
    // Both events occur once, and `on` is cheaper than `once`.
    req.on('end', () => resolve(body.bytes))
    // Every request emits close, so the error is created only for an early one.
    req.on('close', () => {
      if (!req.complete) reject(malformed('The body broke off'))
    })
  })
}
