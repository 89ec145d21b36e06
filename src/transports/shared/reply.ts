import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'

/** Response headers as a flat list of names and values. */
export type Headers = readonly string[]

/** What goes back over HTTP, whole. */
export interface Reply {
  readonly status: number
  /** Mutable for node's sake, which takes no other. */
  readonly headers: string[]
  readonly body: string | Uint8Array
  /** Its length. */
  readonly bytes: number
  /** How a text is written; `latin1` where it is ASCII, which is the same bytes for less work. */
  readonly encoding: 'latin1' | 'utf8'
}

/** Makes an answer of the API. Nothing of it may be guessed at, cached or framed by a browser. */
export function apiReply(status: number, contentType: string, body: string, more: Headers): Reply {
  const length = Buffer.byteLength(body)
  const headers = [
    'Content-Type',
    contentType,
    'Content-Length',
    String(length),
    'X-Content-Type-Options',
    'nosniff',
    'Cache-Control',
    'no-store',
    ...more,
  ]
  return { status, headers, body, bytes: length, encoding: length === body.length ? 'latin1' : 'utf8' }
}

/** Makes an answer that says what its headers say. */
export function bareReply(status: number, headers: Headers): Reply {
  return { status, headers: [...headers], body: '', bytes: 0, encoding: 'latin1' }
}

/** Writes an answer; the exchange is still to be ended. */
export function writeReply(res: ServerResponse, { status, headers, body, encoding }: Reply): void {
  res.writeHead(status, headers)
  if (typeof body === 'string') res.write(body, encoding)
  else res.write(body)
}

/** Sends an answer at once. */
export function sendReply(res: ServerResponse, reply: Reply): void {
  writeReply(res, reply)
  res.end()
}
