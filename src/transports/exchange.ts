import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiError } from '../core/api-error.js'
import type { CallingRequest, Client } from '../core/call.js'
import type { AnswerHeaders } from '../core/ports/call-hooks.js'
import type { CallLine, Protocol } from '../core/ports/call-log.js'
import { clientGone } from '../core/running-call.js'
import type { RequestLog, Sent } from './request-log.js'
import type { Origin } from './shared/client.js'
import { watchConnection } from './watch-connection.js'

/** The data of an exchange, from the listener. */
export type ExchangeFacts = Pick<Exchange, 'id' | 'req' | 'res' | 'path' | 'method' | 'format' | 'query' | 'origin'>

/** An HTTP request with its response. */
export class Exchange implements CallingRequest {
  /** The request id, in the log and in the header X-Request-Id. */
  readonly id: string
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** The path as sent, percent-encoded, as signatures cover it. */
  readonly path: string
  /** The method name in the address, percent-encoded; empty where there is none. */
  readonly method: string
  /** The format name in the address; empty where there is none. */
  readonly format: string
  /** The query string; empty where there is none. */
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

  /** The client of the exchange. @param dialect its name, which the address determines */
  client(protocol: Protocol, dialect: string): Client {
    const { address, secure, publicUrl } = this.origin
    return { address, secure, protocol, dialect, publicUrl, request: this }
  }

  onGone(listener: () => void): () => void {
    return watchConnection(this.req, listener)
  }

  allowSilence(time: number): void {
    this.req.socket.setTimeout(time)
  }

  /** Stores the call line, and the headers that a hook adds, until the reply is known. */
  ended(line: CallLine, headers?: AnswerHeaders): void {
    this.#line = line
    this.#headers = headers
  }

  /** The headers that a hook adds to the response; undefined where there are none. */
  get addedHeaders(): AnswerHeaders | undefined {
    return this.#headers
  }

  /** One of several calls in this request. It has no reply of its own, so its line is written at once. */
  part(place: number): CallingRequest {
    return {
      id: `${this.id}.${place}`,
      onGone: (listener) => this.onGone(listener),
      allowSilence: (time) => this.allowSilence(time),
      ended: (line) => this.#log.call(line),
    }
  }

  /**
   * Writes the call line.
   *
   * @param reply undefined where nothing is sent
   * @param fault why the reply was cut off after it had begun
   */
  answered(reply: Sent | undefined, fault?: ApiError): void {
    const ended = this.#line
    if (ended === undefined) return
    const line = fault === undefined ? ended : { ...ended, code: fault.code, reason: fault.reason }
    if (this.req.socket.destroyed) this.#log.call(line.code === 0 ? disconnected(line) : line)
    else if (reply === undefined) this.#log.call(line)
    else this.#log.call(line, { status: reply.status, bytes: this.req.method === 'HEAD' ? 0 : reply.bytes })
  }
}

/** The call line of an answer whose client has disconnected. */
function disconnected(line: CallLine): CallLine {
  const { code, reason } = clientGone()
  return { ...line, code, reason }
}
