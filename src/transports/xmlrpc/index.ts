import type { Client } from '../../core/call.js'
import type { ReadCall } from '../../core/gateway.js'
import type { Clock } from '../../core/ports/clock.js'
import { clientGone } from '../../core/running-call.js'
import { answeredRequest } from '../shared/answered-request.js'
import { createBodyWriters } from '../shared/formats/body-writers.js'
import { limitHeaders, refusalHeaders } from '../shared/limit-headers.js'
import { apiReply, bareReply, type Headers, type Reply } from '../shared/reply.js'
import type { Exchange, Transport } from '../transport.js'
import { withSystemMethods } from './describe.js'
import { type InnerCall, runMulticall } from './multicall.js'
import { type PostedCallDependencies, readPosted } from './posted-call.js'
import type { XmlRpcReader } from './read-call.js'
import { methodResponse, nativeWriter, valueWriter } from './write-answer.js'
import { arrayOf } from './write-value.js'

/** The dependencies of the XML-RPC transport. */
export interface XmlRpcDependencies extends XmlRpcReader, Pick<PostedCallDependencies, 'gateway' | 'signedUris'> {
  readonly clock: Clock
}

/** The headers of a refused verb; XML-RPC uses POST only. */
const allowed: Headers = ['Allow', 'POST, OPTIONS']

/** Creates the XML-RPC transport. With a format of REST in the address the reply is in that format. */
export function createXmlRpcTransport(dependencies: XmlRpcDependencies): Transport {
  const { gateway, signedUris, dialect, clock } = dependencies
  const writeValue = valueWriter(dialect)
  const native = nativeWriter(dialect, writeValue)
  const writers = new Map([['', native], ...createBodyWriters(dialect).named])
  const postedCall: PostedCallDependencies = { gateway, signedUris, reader: dependencies }

  /** Runs the calls of a multicall, which are counted already. */
  const runInner = async (exchange: Exchange, client: Client, calls: readonly InnerCall[]): Promise<string> => {
    let gone = false
    const stopWatching = exchange.onGone(() => {
      gone = true
    })
    const call = ({ read, counted }: InnerCall, until: number, place: number) => {
      const readForClient: ReadCall = (snapshot) => {
        if (gone) throw clientGone()
        return read(snapshot)
      }
      const part: Client = { ...client, request: exchange.part(place) }
      return gateway.call(part, readForClient, writeValue, { counted, until })
    }
    const results = await runMulticall(calls, call, dialect)
    stopWatching()
    return methodResponse(arrayOf(results))
  }

  const answer = async (exchange: Exchange, more: Headers): Promise<Reply> => {
    const client = exchange.client('xmlrpc', dialect.name)
    const asked = writers.get(exchange.format)
    const writer = asked ?? native
    const format = { known: asked !== undefined, native: writer === native }
    const outcome = await gateway.call(
      client,
      (snapshot) => readPosted(exchange, client, format, withSystemMethods(snapshot.registryOf(dialect)), postedCall),
      (given) => writer.answer(given, answeredRequest(exchange, clock)),
    )
    if (outcome.fault !== undefined) {
      const { fault } = outcome
      const body = writer.fault(fault, 200, answeredRequest(exchange, clock))
      return apiReply(200, writer.faultContentType, body, [...refusalHeaders(fault), ...more])
    }
    const multicall = outcome.call?.multicall
    const body = multicall === undefined ? outcome.answer : await runInner(exchange, client, multicall.calls)
    const { rateLimits } = multicall ?? outcome
    return apiReply(200, writer.contentType, body, [...limitHeaders(rateLimits), ...more])
  }

  return {
    answer(exchange) {
      if (exchange.req.method === 'OPTIONS') return Promise.resolve(bareReply(204, allowed))
      return answer(exchange, exchange.req.method === 'POST' ? [] : allowed)
    },
  }
}
