import type { RequestListener } from 'node:http'

/** Passes GET and HEAD to a listener, and answers every other verb with 405. */
export function getOnly(listener: RequestListener): RequestListener {
  return (req, res) => {
    if (req.method === 'GET' || req.method === 'HEAD') listener(req, res)
    else res.writeHead(405, ['Allow', 'GET, HEAD', 'Content-Length', '0']).end()
  }
}
