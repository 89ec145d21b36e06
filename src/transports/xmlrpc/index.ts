import type { IncomingMessage } from 'node:http'
import { ApiError, apiError } from '../../core/api-error.js'
import type { Client } from '../../core/call.js'
import type { Answer, Gateway, ReadCall } from '../../core/gateway.js'
import type { Allowance } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { limitHeaders, refusalHeaders } from '../shared/limit-headers.js'
import { charsetOf } from '../shared/media-type.js'
import { readEnvelopeOAuth } from '../shared/oauth/read-envelope-oauth.js'
import type { SignedUris } from '../shared/oauth/signed-uris.js'
import { readBody } from '../shared/read-body.js'
import { type Headers, writeBody } from '../shared/write-body.js'
import { decodeXml } from '../shared/xml/decode-xml.js'
import { XmlError } from '../shared/xml/xml-error.js'
import type { Exchange, Transport } from '../transport.js'
import { createSystemMethods } from './describe.js'
import { unreadable } from './envelope-error.js'
import { type MethodCall, readMethodCall } from './method-call.js'
import { multicallName, readEntries, readInner, runMulticall, withoutCredentials } from './multicall.js'
import { readCall, type Surroundings, type XmlRpcReader } from './read-call.js'
import { compileAnswers, formatWriters, methodResponse, nativeWriter, type Writer } from './write-answer.js'
import { arrayOf } from './write-value.js'

/** What the XML-RPC transport is made of. */
export interface XmlRpcParts extends Omit<XmlRpcReader, 'find'> {
  readonly gateway: Gateway
  readonly clock: Clock
  readonly signedUris: SignedUris
}

const root = '/api/xmlrpc'
/** The specification knows no other verb. */
const allowed = ['Allow', 'POST, OPTIONS']

/** XML-RPC: calls posted to `/api/xmlrpc`; `/api/xmlrpc/{format}` answers in a format of REST. */
export function createXmlRpcTransport(parts: XmlRpcParts): Transport {
  const { gateway, clock, dialect } = parts
  const { registry } = gateway
  const system = createSystemMethods(registry)
  const methods = [...registry.methods, ...system.methods]
  const reader: XmlRpcReader = { ...parts, find: (name) => system.find(name) ?? registry.find(name) }
  const writeValue = compileAnswers(methods)
  const native = nativeWriter(writeValue)
  const options = { own: system }
  const writers = new Map([['', native], ...formatWriters(methods, dialect, clock)])

  const answer = async (exchange: Exchange): Promise<Reply> => {
    const { req, path, query, origin } = exchange
    const word = readFormat(path)
    const writer = writers.get(word) ?? native
    const client: Client = { address: origin.address, secure: origin.secure, protocol: 'xmlrpc' }
    const { authorization } = req.headers
    const outside = { query, authorization, address: origin.address, formatKnown: writers.has(word) }
    let multicall: readonly ReadCall[] | undefined
    let left: readonly Allowance[] = []
    const read = async () => {
      const body = await readPosted(req)
      const document = readDocument(body, charsetOf(req))
      const around: Surroundings = {
        ...outside,
        readOAuth: once(() => readEnvelopeOAuth(exchange, body, parts.signedUris)),
      }
      if (document.name !== multicallName) return readCall(document, around, reader)
      multicall = readEntries(document).map((entry) => readInner(entry, around, reader))
      if (writer !== native) throw apiError(102, { detail: `${multicallName} answers in XML-RPC only` })
      left = await gateway.charge(client, multicall, system)
      const outer = await readCall({ ...document, params: [] }, { ...around, ...withoutCredentials }, reader)
      return { ...outer, cost: multicall.length === 0 ? 1 : 0 }
    }
    const write = (answer: Answer) => {
      left = multicall === undefined ? answer.allowances : left
      return writer.answer(answer)
    }
    const outcome = await gateway.call(client, read, write, options)
    if (outcome instanceof ApiError) return { writer, body: writer.fault(outcome), headers: refusalHeaders(outcome) }
    if (multicall === undefined) return { writer, body: outcome, headers: limitHeaders(left) }
    const call = (readInner: ReadCall) => gateway.call(client, readInner, writeValue, { own: system, prepaid: true })
    const results = await runMulticall(multicall, call)
    return { writer, body: methodResponse(arrayOf(results)), headers: limitHeaders(left) }
  }

  return {
    serves: (path) => path === root || path.startsWith(`${root}/`),
    async handle(exchange) {
      const { req, res } = exchange
      if (req.method === 'OPTIONS') {
        res.writeHead(204, allowed).end()
        return
      }
      const { writer, body, headers } = await answer(exchange)
      writeBody(res, 200, writer.contentType, body, req.method === 'POST' ? headers : [...headers, ...allowed])
    },
  }
}

/** What goes back. */
interface Reply {
  readonly writer: Writer
  readonly body: string
  readonly headers: Headers
}

/** The word for the format in `/api/xmlrpc[/{format}]`; empty where there is none. Anything after it is tolerated. */
function readFormat(path: string): string {
  const [word = ''] = path.slice(root.length + 1).split('/', 1)
  return word
}

/** Reads what was posted. @throws ApiError 120, 122, 124 */
async function readPosted(req: IncomingMessage): Promise<Buffer> {
  if (req.method !== 'POST') throw apiError(120)
  try {
    return await readBody(req)
  } catch (thrown) {
    // A body that cannot be unpacked is an envelope that cannot be read as well.
    if (thrown instanceof ApiError && thrown.code === 123) throw unreadable(thrown.detail ?? thrown.message, thrown)
    throw thrown
  }
}

/** @throws ApiError 122 where the body is no call that is read here, 124 */
function readDocument(body: Buffer, charset: string | undefined): MethodCall {
  try {
    return readMethodCall(decodeXml(body, charset))
  } catch (thrown) {
    throw thrown instanceof XmlError ? unreadable(thrown.message, thrown) : thrown
  }
}

/** Makes a function that works once, and then remembers what it gave. */
function once<Result>(work: () => Result): () => Result {
  let done: { readonly result: Result } | undefined
  return () => {
    done ??= { result: work() }
    return done.result
  }
}
