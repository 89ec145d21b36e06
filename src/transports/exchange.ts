import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallingRequest, Client } from '../core/call.js'
import type { AnswerHeaders } from '../core/ports/call-hooks.js'
import type { CallLine, Protocol } from '../core/ports/call-log.js'
import { clientGone } from '../core/running-call.js'
import type { RequestLog } from './request-log.js'
import type { Origin } from './shared/client.js'
import type { Reply } from './shared/reply.js'
import { watchConnection } from './watch-connection.js'

/** What the listener knows of an exchange. */
export type ExchangeFacts = Pick<Exchange, 'id' | 'req' | 'res' | 'path' | 'method' | 'format' | 'query' | 'origin'>

/** One HTTP exchange as the listener hands it on. */
export class Exchange implements CallingRequest {
  /** Names it in the log, and to the client. */
  readonly id: string
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** The address without query as it was sent, still percent-encoded: what signatures are over. */
  readonly path: string
  /** The method that the address names, still percent-encoded; empty where it names none. */
  readonly method: string
  /** The word for the format in the address; empty where there is none. */
  readonly format: string
  /** What stands behind the question mark; empty where there is none. */
  readonly query: string
  readonly origin: Origin
  readonly #log: RequestLog
  #line: CallLine | undefined
  #headers: AnswerHeaders | undefined

  constructor({ id, req, res, path, method, format, query, origin }: ExchangeFacts, log: RequestLog) {
    this.id = id
    this.req = req
    this.res = res
    this.path = path
    this.method = method
    this.format = format
    this.query = query
    this.origin = origin
    this.#log = log
  }

  /** The other end, as the gateway sees it. */
  client(protocol: Protocol): Client {
    const { address, secure, publicUrl } = this.origin
    return { address, secure, protocol, publicUrl, request: this }
  }

  onGone(listener: () => void): () => void {
    return watchConnection(this.req, listener)
  }

  /** The line waits for the answer. */
  ended(line: CallLine, headers?: AnswerHeaders): void {
    this.#line = line
    this.#headers = headers
  }

  /** What a hook adds to the response; undefined where that is nothing. */
  get addedHeaders(): AnswerHeaders | undefined {
    return this.#headers
  }

  /** One of several calls that came in this request: nothing is sent for it alone, so its line is written at once. */
  part(place: number): CallingRequest {
    return {
      id: `${this.id}.${place}`,
      onGone: (listener) => this.onGone(listener),
      ended: (line) => this.#log.call(line),
    }
  }

  /** Writes the line of the call. @param reply what is sent; undefined where nothing can be */
  answered(reply: Reply | undefined): void {
    const line = this.#line
    if (line === undefined) return
    if (this.req.socket.destroyed) this.#log.call(line.code === 0 ? unheard(line) : line)
    else if (reply === undefined) this.#log.call(line)
    else this.#log.call(line, { status: reply.status, bytes: this.req.method === 'HEAD' ? 0 : reply.bytes })
  }
}

/** The line of a call that was answered after its client had gone. */
function unheard(line: CallLine): CallLine {
  const { code, reason } = clientGone()
  return { ...line, code, reason }
}
