import { ApiError, apiError } from '../../core/api-error.js'
import type { Call, Client } from '../../core/call.js'
import type { Registry } from '../../core/registry.js'
import { charsetOf } from '../shared/media-type.js'
import { readEnvelopeOAuth } from '../shared/oauth/read-envelope-oauth.js'
import type { SignedUris } from '../shared/oauth/signed-uris.js'
import { once } from '../shared/once.js'
import { readBody } from '../shared/read-body.js'
import { decodeXml } from '../shared/xml/decode-xml.js'
import { XmlError } from '../shared/xml/xml-error.js'
import type { Exchange } from '../transport.js'
import { unreadable } from './envelope-error.js'
import { type MethodCall, readMethodCall } from './method-call.js'
import {
  type CountedMulticall,
  type CountingDependencies,
  countCalls,
  multicallName,
  readEntries,
  withoutCredentials,
} from './multicall.js'
import { parseCall, type RequestContext, spoolCall } from './read-call.js'

/** The dependencies of reading a posted call. */
export interface PostedCallDependencies extends CountingDependencies {
  readonly signedUris: SignedUris
}

/** The format in the address. */
interface AskedFormat {
  readonly known: boolean
  /** Whether it is XML-RPC, the only one for multicalls. */
  readonly native: boolean
}

/** A posted call, or a multicall. */
export interface PostedCall extends Call {
  readonly multicall?: CountedMulticall
}

/**
 * Reads a posted call, and counts the calls of a multicall.
 *
 * @param registry the methods of this request
 * @throws ApiError 120, 122 to 124, 102; of a multicall 113 and 112 as well
 */
export async function readPosted(
  exchange: Exchange,
  client: Client,
  format: AskedFormat,
  registry: Registry,
  dependencies: PostedCallDependencies,
): Promise<PostedCall> {
  const { req, query, origin } = exchange
  if (req.method !== 'POST') throw apiError('post-required')
  let body: Buffer
  let document: MethodCall
  try {
    body = await readBody(req)
    document = readMethodCall(decodeXml(body, charsetOf(req)))
  } catch (thrown) {
    throw asUnreadable(thrown)
  }
  const context: RequestContext = {
    registry,
    query,
    headers: req.headers,
    address: origin.address,
    formatKnown: format.known,
    readOAuth: once(() => readEnvelopeOAuth(exchange, body, dependencies.signedUris)),
  }
  if (document.name === multicallName) return readMulticall(document, context, client, format, dependencies)
  return spoolCall(parseCall(document, context, dependencies.reader), dependencies.reader.spool, origin.address)
}

async function readMulticall(
  document: MethodCall,
  context: RequestContext,
  client: Client,
  format: AskedFormat,
  dependencies: PostedCallDependencies,
): Promise<PostedCall> {
  const entries = readEntries(document)
  if (!format.native) throw apiError('format-unknown', { detail: `${multicallName} answers in XML-RPC only` })
  const multicall = await countCalls(entries, context, client, dependencies)
  const { call } = parseCall({ ...document, params: [] }, { ...context, ...withoutCredentials }, dependencies.reader)
  return { ...call, cost: entries.length === 0 ? 1 : 0, multicall }
}

/** Converts errors of XML and of decompression to the error for an unreadable envelope (122). */
function asUnreadable(thrown: unknown): unknown {
  if (thrown instanceof XmlError) {
    return thrown.kind === 'long-name'
      ? apiError('request-too-large', { detail: thrown.message, cause: thrown })
      : unreadable(thrown.message, thrown)
  }
  return thrown instanceof ApiError && thrown.fault === 'request-malformed'
    ? unreadable(thrown.detail ?? thrown.message, thrown)
    : thrown
}
