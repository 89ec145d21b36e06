import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Exchange } from '../transports/exchange.js'
import type { RequestLog } from '../transports/request-log.js'
import type { Origin } from '../transports/shared/client.js'
import type { WriteFault } from '../transports/shared/write-fault.js'
import type { Transport } from '../transports/transport.js'
import { createOutbox } from './outbox.js'
import { isCrowded } from './pipelining.js'
import { refuseInsecure } from './refusals.js'
import { nextRequestId, requestIdHeader } from './request-id.js'
import type { Router } from './router.js'

/** What the listener hands exchanges to. */
export interface ListenerDependencies {
  /** What operators ask, by path: answered first, and whatever else applies. */
  readonly operators: ReadonlyMap<string, RequestListener>
  /** The data plane, asked next. */
  readonly router: Pick<Router<Transport>, 'find'>
  /** The pages for people, which get the rest. */
  readonly pages: (req: IncomingMessage, res: ServerResponse) => void
  readonly originOf: (req: IncomingMessage) => Origin
  /** Whether plain http is refused (the setting REQUIRE_TLS). */
  readonly requireTls: boolean
  readonly writeFault: WriteFault
  readonly log: RequestLog
  /** Told of what a transport let slip; the exchange is cut off. */
  readonly onError: (error: unknown) => void
}

/** Makes the function that node's server calls: operators first, then the routes of the dialects, then the pages. */
export function createListener(parts: ListenerDependencies): RequestListener {
  const { operators, router, pages, originOf, requireTls, writeFault, log, onError } = parts
  const answer = createAnswering(onError)
  return (req, res) => {
    if (isCrowded(req, res)) {
      req.socket.destroy()
      return
    }
    const url = originForm(req.url ?? '/')
    req.url = url
    const mark = url.indexOf('?')
    const path = mark === -1 ? url : url.slice(0, mark)
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
    const query = mark === -1 ? '' : url.slice(mark + 1)
    answer(target, new Exchange({ id, req, res, path, method, format, query, origin }, log))
  }
}

/** Makes what has a transport answer an exchange, and sends the answer. */
function createAnswering(onError: (error: unknown) => void): (transport: Transport, exchange: Exchange) => void {
  const send = createOutbox(onError)
  return (transport, exchange) => {
    const { id, req, res } = exchange
    // What nobody asked for node lets flow away as a stream, also where there is nothing: a sixteenth of a plain call.
    if (!hasBody(req)) req.read()
    transport.answer(exchange).then(
      (reply) => {
        reply.headers.push(requestIdHeader, id)
        send(res, reply)
        exchange.answered(reply)
      },
      (error: unknown) => {
        onError(error)
        res.destroy()
        exchange.answered(undefined)
      },
    )
  }
}

/** Whether a request has a body (RFC 9112 section 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** The target of a request as path and query, also where it came with scheme and host (RFC 9112 section 3.2.2). */
function originForm(target: string): string {
  const found = target.startsWith('/') ? null : /^https?:\/\/[^/?#]*(.*)$/i.exec(target)
  if (found === null) return target
  const rest = found[1] ?? ''
  return rest.startsWith('/') ? rest : `/${rest}`
}
