import type { IncomingMessage } from 'node:http'
import { malformed } from '../../core/api-error.js'
import { ByteCollector } from './byte-collector.js'
import { bodyTooLarge, contentDecoder, inflateBody } from './inflate-body.js'
import { sizeLimits } from './size-limits.js'

/**
 * Reads a whole body without files into memory, decompressed.
 *
 * @throws ApiError 124 beyond a limit, 123 where the client hangs up or the Content-Encoding cannot be undone
 */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const openDecoder = contentDecoder(req)
  if (Number(req.headers['content-length'] ?? 0) > sizeLimits.body) throw bodyTooLarge()
  return openDecoder === undefined ? readPlain(req) : inflateBody(req, openDecoder)
}

function readPlain(req: IncomingMessage): Promise<Buffer> {
  const body = new ByteCollector()
  return new Promise((resolve, reject) => {
    req.on('data', (chunk: Buffer) => {
      if (body.size + chunk.length > sizeLimits.body) {
        req.removeAllListeners('data')
        reject(bodyTooLarge())
        // The rest flows away unseen, so that the client can read the answer.
        req.resume()
      } else {
        body.add(chunk)
      }
    })
    // Both come once; `once` would make each of them dearer.
    req.on('end', () => resolve(body.bytes))
    // Every request closes; only one that closes early is worth the price of an error.
    req.on('close', () => {
      if (!req.complete) reject(malformed('The body broke off'))
    })
  })
}
