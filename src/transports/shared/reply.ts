import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import type { ByteSource } from '../../core/files/byte-source.js'

/** Response headers as a flat list of names and values. */
export type Headers = readonly string[]

/** A complete HTTP response. */
export interface Reply {
  readonly status: number
  /** Mutable, because the types of node:http require it. */
  readonly headers: string[]
  readonly body: string | Uint8Array
  /** The length of the body. */
  readonly bytes: number
  /** The encoding of a text; `latin1` for ASCII, which is written faster. */
  readonly encoding: 'latin1' | 'utf8'
}

/** An HTTP response whose body is read from a source while it is sent. */
export interface StreamedReply extends Pick<Reply, 'status' | 'headers'> {
  readonly source: ByteSource
  /** Undefined marks a streamed reply; a {@link Reply} has its length here. */
  readonly bytes: undefined
}

/** A response of either kind. */
export type AnyReply = Reply | StreamedReply

/** The headers that forbid browsers to sniff and cache an answer. */
export const safetyHeaders: Headers = ['X-Content-Type-Options', 'nosniff', 'Cache-Control', 'no-store']

/** Builds an answer of the API, with headers that forbid browsers to sniff, cache or frame it. */
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

/** Builds a response without a body. */
export function bareReply(status: number, headers: Headers): Reply {
  return { status, headers: [...headers], body: '', bytes: 0, encoding: 'latin1' }
}

/** Writes a response without ending it. */
export function writeReply(res: ServerResponse, { status, headers, body, encoding }: Reply): void {
  res.writeHead(status, headers)
  if (typeof body === 'string') res.write(body, encoding)
  else res.write(body)
}

/** Writes and ends a response. */
export function sendReply(res: ServerResponse, reply: Reply): void {
  writeReply(res, reply)
  res.end()
}
