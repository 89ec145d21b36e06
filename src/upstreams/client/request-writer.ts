import type { Readable } from 'node:stream'
import { toUSVString } from 'node:util'
import type { Dispatcher } from 'undici'
import type { ServiceTarget } from '../service.js'
import type { ConnectionPool } from './connection-pool.js'
import type { Credentials } from './credentials.js'
import type { RequestBody, UpstreamCall, UpstreamRequest } from './upstream-client.js'

/** What the gateway says of itself and of a call in each request. */
export interface WriterOptions {
  readonly target: ServiceTarget
  readonly credentials: Credentials
  /** The version of the gateway, for `user-agent`. */
  readonly version: string
}

/** Writes a request for one try. */
export type WriteRequest = (
  pool: ConnectionPool,
  request: UpstreamRequest,
  call: UpstreamCall,
) => Dispatcher.DispatchOptions

/**
 * Makes the function that writes requests. It adds the credentials of the gateway and no header of the caller, whose id and
 * application go on only where the service's `forward_user` asks for them.
 *
 * Compression is not asked for: between neighbours it costs both sides more time than it saves. An operation asks by an
 * `accept-encoding` header of its own, and what a service compresses unasked is inflated.
 */
export function createRequestWriter({ target, credentials, version }: WriterOptions): WriteRequest {
  const fixed = ['user-agent', `babelgate/${version}`, ...credentials.headers]
  return ({ options }, request, call) => {
    const path = pathOf(options.basePath, request.path, credentials.query)
    const headers = ['x-request-id', call.id, ...fixed, ...options.headers]
    if (request.headers['accept-encoding'] === undefined) headers.push('accept-encoding', 'identity')
    addAll(headers, request.headers)
    if (call.traceHeaders !== undefined) addAll(headers, call.traceHeaders)
    if (target.forwardUser !== undefined) addCaller(headers, target.forwardUser, call)
    if (credentials.sign !== undefined) {
      const [bare = '', query = ''] = split(path)
      headers.push('authorization', credentials.sign(request, options.url.origin + bare, query))
    }
    const body = openBody(request.body, headers)
    return { method: request.verb, path: options.authority + path, headers, body }
  }
}

/** Path and query below the base path, with the query of the credentials. */
function pathOf(basePath: string, path: string, query: string): string {
  const whole = basePath + path
  const rooted = whole.startsWith('/') ? whole : `/${whole}`
  if (query === '') return rooted
  return `${rooted}${rooted.includes('?') ? '&' : '?'}${query}`
}

function split(path: string): readonly [path: string, query: string] {
  const at = path.indexOf('?')
  return at === -1 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)]
}

function addAll(headers: string[], record: Readonly<Record<string, string>>): void {
  for (const name in record) headers.push(name, record[name] ?? '')
}

function addCaller(headers: string[], name: string, { caller }: UpstreamCall): void {
  if (caller.userId !== undefined) headers.push(name, headerText(caller.userId))
  if (caller.application !== undefined) headers.push('x-application', headerText(caller.application))
}

/** Percent-encodes what a header cannot carry, in UTF-8, and `%` itself, so that it can be decoded. */
function headerText(text: string): string {
  return toUSVString(text).replace(/[^\x20-\x24\x26-\x7e]+/g, encodeURIComponent)
}

/** The body for undici; a stream is opened. Its length, where it is known, spares the chunked encoding. */
function openBody(body: RequestBody | undefined, headers: string[]): string | Uint8Array | Readable | null {
  if (body === undefined) return null
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  if (body.length !== undefined) headers.push('content-length', String(body.length))
  return body.open()
}
