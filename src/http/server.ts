import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { plainAddress } from '../core/address-list.js'
import { type ApiError, apiError, malformed } from '../core/api-error.js'
import { Exchange } from '../transports/exchange.js'
import type { RefusedRequest, RequestLog } from '../transports/request-log.js'
import type { Origin } from '../transports/shared/client.js'
import { apiReply, sendReply } from '../transports/shared/reply.js'
import { timeouts } from '../transports/shared/size-limits.js'
import type { WriteFault } from '../transports/shared/write-fault.js'
import type { Transport } from '../transports/transport.js'
import { createOutbox } from './outbox.js'
import { isCrowded } from './pipelining.js'
import { nextRequestId, requestIdHeader } from './request-id.js'

/** What the listener hands exchanges to. */
export interface ListenerDependencies {
  /** What operators ask, by path: answered first, and whatever else applies. */
  readonly operators: ReadonlyMap<string, RequestListener>
  /** The data plane, asked next. */
  readonly transports: readonly Transport[]
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

/** Makes the function that node's server calls: operators first, then transports, then the pages. */
export function createListener(parts: ListenerDependencies): RequestListener {
  const { operators, transports, pages, originOf, requireTls, writeFault, log, onError } = parts
  const send = createOutbox(onError)
  return (req, res) => {
    if (isCrowded(req, res)) {
      req.socket.destroy()
      return
    }
    const url = originForm(req.url ?? '/')
    req.url = url
    const mark = url.indexOf('?')
    const path = mark === -1 ? url : url.slice(0, mark)
    const route = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path
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
    for (const transport of transports) {
      if (!transport.serves(route)) continue
      const query = mark === -1 ? '' : url.slice(mark + 1)
      // What nobody asked for node lets flow away as a stream, also where there is nothing: a sixteenth of a plain call.
      if (!hasBody(req)) req.read()
      const exchange = new Exchange({ id, req, res, path, route, query, origin }, log)
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
      return
    }
    res.setHeader(requestIdHeader, id)
    pages(req, res)
  }
}

/** Whether a request has a body (RFC 9112 section 6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** Nothing is read of what came in clear, so that a client with a wrong address notices at the first call. */
function refuseInsecure(
  res: ServerResponse,
  id: string,
  writeFault: WriteFault,
): Omit<RefusedRequest, 'id' | 'address'> {
  const fault = malformed('This server is reached over https only; mend the address and change what was sent in clear')
  const { contentType, body } = writeFault(fault)
  const reply = apiReply(403, contentType, body, ['Connection', 'close', requestIdHeader, id])
  sendReply(res, reply)
  return { status: reply.status, bytes: reply.bytes, code: fault.code, reason: fault.reason }
}

/** The target of a request as path and query, also where it came with scheme and host (RFC 9112 section 3.2.2). */
function originForm(target: string): string {
  const found = target.startsWith('/') ? null : /^https?:\/\/[^/?#]*(.*)$/i.exec(target)
  if (found === null) return target
  const rest = found[1] ?? ''
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** Key and certificate, as PEM. */
export interface TlsFiles {
  readonly cert: Buffer
  readonly key: Buffer
}

/** How long a client may take over what, in milliseconds; see {@link timeouts}. */
export type ClientTimeouts = Readonly<Record<'headers' | 'silence' | 'keepAlive', number>>

/** How a server differs from one over plain http. */
export interface ServerOptions {
  /** With them it speaks HTTPS. */
  readonly tls?: TlsFiles | undefined
  readonly patience?: ClientTimeouts
  readonly log: Pick<RequestLog, 'refused'>
  readonly writeFault: WriteFault
}

/** Makes a server that waits for clients only so long. */
export function createHttpServer(
  listener: RequestListener,
  { tls, patience = timeouts, log, writeFault }: ServerOptions,
): Server {
  // Node would look for heads that are late every 30 seconds.
  const options = { connectionsCheckingInterval: patience.headers / 10 }
  const server =
    tls === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...tls, ...options, handshakeTimeout: patience.headers }, listener)
  server.headersTimeout = patience.headers
  // Bodies are timed by their progress instead, so that a slow upload may take its time.
  server.requestTimeout = 0
  server.keepAliveTimeout = patience.keepAlive
  server.on('clientError', (error, socket) => refuseBadHttp(error, socket, { log, writeFault }))
  const open = openSockets(server, 'connection')
  connections.set(server, open)
  // Over TLS node times not the connection but what speaks TLS on it.
  endSilence(server, tls === undefined ? open : openSockets(server, 'secureConnection'), patience.silence)
  return server
}

/** The sockets of a server that are open, kept up to date. */
function openSockets(server: Server, opening: 'connection' | 'secureConnection'): ReadonlySet<Socket> {
  const open = new Set<Socket>()
  server.on(opening, (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return open
}

/**
 * Ends exchanges in which nothing moves. Node's own `server.timeout` sets a timer for each call, which costs a twentieth
 * of it; here only those get one that are still there when somebody looks.
 */
function endSilence(server: Server, sockets: ReadonlySet<Socket>, silence: number): void {
  const watch = setInterval(() => {
    // Between two requests node counts the time itself, and takes the timer away as the next one begins.
    for (const socket of sockets) if (!socket.timeout) socket.setTimeout(silence)
  }, silence / 10).unref()
  server.once('close', () => clearInterval(watch))
}

/** The open connections of our servers: node counts one on which nothing was ever said as busy, so `drain` must know. */
const connections = new WeakMap<Server, ReadonlySet<Socket>>()

/** What is said to a client whose request is no HTTP at all; there is no call to answer yet. */
function refuseBadHttp(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  { log, writeFault }: Pick<ServerOptions, 'log' | 'writeFault'>,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, fault] = refusals.get(error.code ?? '') ?? badRequest
  const { contentType, body } = writeFault(fault)
  const bytes = Buffer.byteLength(body)
  const id = nextRequestId()
  const answer =
    `HTTP/1.1 ${status}\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes}\r\n` +
    `${requestIdHeader}: ${id}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`
  const address = 'remoteAddress' in socket ? plainAddress(String(socket.remoteAddress)) : ''
  log.refused({ id, address, status: Number.parseInt(status, 10), bytes, code: fault.code, reason: fault.reason })
  // Node would go on reading a head that is late, and make a call of it after all.
  if (error.code === headTooLate) socket.end(answer, () => socket.destroy())
  else socket.end(answer)
}

const headTooLate = 'ERR_HTTP_REQUEST_TIMEOUT'

/** A status line with whatever header belongs to it, and the fault in the body. */
type Refusal = readonly [status: string, fault: ApiError]

const badRequest: Refusal = ['400 Bad Request', malformed('The request is not written as HTTP wants it')]

/** By what node's parser says; a verb that it does not know never gets as far as a transport. */
const refusals: ReadonlyMap<string, Refusal> = new Map([
  [headTooLate, ['408 Request Timeout', malformed('The head of the request took too long; send it at once')]],
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', apiError('request-too-large')]],
  [
    'HPE_INVALID_METHOD',
    ['405 Method Not Allowed\r\nAllow: GET, HEAD, POST, OPTIONS', malformed('There is no such verb in HTTP')],
  ],
])

/** Starts listening. @returns the port */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** Stops taking connections, lets running exchanges finish, and cuts off what is left when the time is up. */
export function drain(server: Server, deadline: number = timeouts.drain): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const cut = setTimeout(() => server.closeAllConnections(), deadline)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
    for (const socket of connections.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy()
  })
}
