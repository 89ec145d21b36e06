import type { IncomingMessage } from 'node:http'
import { apiError, malformed } from '../../core/api-error.js'
import { limits } from './limits.js'

/**
 * Reads a whole body into memory.
 *
 * @throws ApiError 124 beyond the limit, 123 where the client hangs up or compresses the body
 */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const encoding = req.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw malformed('Compressed bodies are not read here; send the body as it is')
  }
  if (Number(req.headers['content-length'] ?? 0) > limits.body) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limits.body) {
        req.removeAllListeners('data')
        reject(tooLarge())
        // The rest flows away unseen, so that the client can read the answer.
        req.resume()
      } else {
        chunks.push(chunk)
      }
    })
    req.once('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
    req.once('error', (cause) => reject(malformed('The body broke off', cause)))
    req.once('close', () => reject(malformed('The body broke off')))
  })
}

function tooLarge() {
  return apiError(124, { detail: `A body without files takes at most ${limits.body} bytes` })
}
