import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { MaybePromise } from '../core/maybe-promise.js'
import { Exchange } from '../transports/exchange.js'
import type { RequestLog } from '../transports/request-log.js'
import type { Origin } from '../transports/shared/client.js'
import type { AnyReply } from '../transports/shared/reply.js'
import type { WriteFault } from '../transports/shared/write-fault.js'
import type { Transport } from '../transports/transport.js'
import { createOutbox } from './outbox.js'
import { exceedsPipelineLimit } from './pipelining.js'
import { refuseInsecure } from './refusals.js'
import { hasBody, originForm } from './request-head.js'
import { nextRequestId, requestIdHeader } from './request-id.js'
import type { Router } from './router.js'
import { streamReply } from './stream-reply.js'

/** The dependencies of the listener, in the order in which they are asked. */
export interface ListenerDependencies {
  /** The operators' endpoints by path: health and metrics. They answer also over plain http where TLS is required. */
  readonly operators: ReadonlyMap<string, RequestListener>
  /** The routes of the dialects. */
  readonly router: Pick<Router<Transport>, 'find'>
  /** The pages for people, which answer every other path. */
  readonly pages: (req: IncomingMessage, res: ServerResponse) => void
  /** The path below which a host program mounts the gateway; already removed from the request's `url`. Default empty. */
  readonly prefix?: string
  readonly originOf: (req: IncomingMessage) => Origin
  /** Whether plain http is refused (the setting REQUIRE_TLS). */
  readonly requireTls: boolean
  readonly writeFault: WriteFault
  readonly log: RequestLog
  /** Called with an error that a transport did not catch; the exchange is cut off. */
  readonly onError: (error: unknown) => void
}

/** Makes the request listener of node's server: operators first, then the routes of the dialects, then the pages. */
export function createListener(dependencies: ListenerDependencies): RequestListener {
  const { operators, router, pages, prefix = '', originOf, requireTls, writeFault, log, onError } = dependencies
  const answer = createResponder(onError)
  return (req, res) => {
    if (exceedsPipelineLimit(req, res)) {
      req.socket.destroy()
      return
    }
    const url = originForm(req.url ?? '/')
    req.url = url
    const queryMark = url.indexOf('?')
    const path = queryMark === -1 ? url : url.slice(0, queryMark)
    const id = nextRequestId()
    const operator = operators.get(path)
    if (operator !== undefined) {
      res.setHeader(requestIdHeader, id)
      return operator(req, res)
    }
    const origin = originOf(req)
    if (requireTls && !origin.secure) {
      log.refused({ id, address: origin.address, ...refuseInsecure(res, id, writeFault) })
      return
    }
    const found = router.find(path)
    if (found === undefined) {
      res.setHeader(requestIdHeader, id)
      return pages(req, res)
    }
    const { target, method, format } = found
    const query = queryMark === -1 ? '' : url.slice(queryMark + 1)
    answer(target, new Exchange({ id, req, res, path: prefix + path, method, format, query, origin }, log))
  }
}

/** Makes the function that runs a transport on an exchange and sends its reply. */
function createResponder(onError: (error: unknown) => void): (transport: Transport, exchange: Exchange) => void {
  const send = createOutbox(onError)
  const deliver = (exchange: Exchange, reply: AnyReply): void => {
    reply.headers.push(requestIdHeader, exchange.id)
    const { addedHeaders } = exchange
    if (addedHeaders !== undefined) reply.headers.push(...Object.entries(addedHeaders).flat())
    if (reply.bytes === undefined) {
      void streamReply(exchange, reply, onError)
      return
    }
    send(exchange.res, reply)
    exchange.answered(reply)
  }
  const cutOff = (exchange: Exchange, error: unknown): void => {
    onError(error)
    exchange.res.destroy()
    exchange.answered(undefined)
  }
  return (transport, exchange) => {
    // Node drains a body that is not read by piping it, even an empty one, about 6 % of a plain call (bench row W1).
    if (!hasBody(exchange.req)) exchange.req.read()
    let reply: MaybePromise<AnyReply>
    try {
      reply = transport.answer(exchange)
    } catch (error) {
      cutOff(exchange, error)
      return
    }
    if (!(reply instanceof Promise)) deliver(exchange, reply)
    else
      reply.then(
        (made) => deliver(exchange, made),
        (error: unknown) => cutOff(exchange, error),
      )
  }
}
