import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'

/** Response headers as a flat list of names and values. */
export type Headers = readonly string[]

/** What goes back over HTTP, whole. */
export interface Reply {
  readonly status: number
  /** Mutable for node's sake, which takes no other. */
  readonly headers: string[]
  readonly body: string
}

/** Makes an answer of the API. Nothing of it may be guessed at, cached or framed by a browser. */
export function apiReply(status: number, contentType: string, body: string, more: Headers): Reply {
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
  return { status, headers, body }
}

/** Makes an answer that says what its headers say. */
export function bareReply(status: number, headers: Headers): Reply {
  return { status, headers: [...headers], body: '' }
}

/** Sends an answer at once. */
export function sendReply(res: ServerResponse, { status, headers, body }: Reply): void {
  res.writeHead(status, headers)
  res.end(body)
}
