import type { ServerResponse } from 'node:http'

/** Response headers as a flat list of names and values. */
export type Headers = readonly string[]

/** Writes a whole answer of the API. Nothing of it may be guessed at, cached or framed by a browser. */
export function writeBody(res: ServerResponse, status: number, contentType: string, body: string, more: Headers): void {
  const headers = [
    'Content-Type',
    contentType,
    'Content-Length',
    String(Buffer.byteLength(body)),
    'X-Content-Type-Options',
    'nosniff',
    'Cache-Control',
    'no-store',
    ...more,
  ]
  res.writeHead(status, headers)
  res.end(body)
}
