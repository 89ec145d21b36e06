import type { RequestListener } from 'node:http'

/** Answers GET and HEAD, and refuses every other verb. */
export function readersOnly(listener: RequestListener): RequestListener {
  return (req, res) => {
    if (req.method === 'GET' || req.method === 'HEAD') listener(req, res)
    else res.writeHead(405, ['Allow', 'GET, HEAD', 'Content-Length', '0']).end()
  }
}
