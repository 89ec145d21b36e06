import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { plainAddress } from '../core/address-list.js'
import { type ApiError, apiError, malformed } from '../core/api-error.js'
import type { RefusedRequest, RequestLog } from '../transports/request-log.js'
import { apiReply, sendReply } from '../transports/shared/reply.js'
import type { WriteFault } from '../transports/shared/write-fault.js'
import { nextRequestId, requestIdHeader } from './request-id.js'

/**
 * Refuses a request over plain http with 403 and closes the connection. Nothing of the request is read, so a client with a
 * wrong address notices at its first call.
 *
 * @returns what the log says about it
 */
export function refuseInsecure(
  res: ServerResponse,
  id: string,
  writeFault: WriteFault,
): Omit<RefusedRequest, 'id' | 'address'> {
  const fault = malformed('This server is reached over https only; mend the address and change what was sent in clear')
  const { contentType, body } = writeFault(fault, 403)
  const reply = apiReply(403, contentType, body, ['Connection', 'close', requestIdHeader, id])
  sendReply(res, reply)
  return { status: reply.status, bytes: reply.bytes, code: fault.code, reason: fault.reason }
}

/** The dependencies of {@link refuseBadHttp}. */
export interface RefusalDependencies {
  readonly log: Pick<RequestLog, 'refused'>
  readonly writeFault: WriteFault
}

/** Answers a request that node's HTTP parser refuses: it listens to `clientError`. There is no exchange yet. */
export function refuseBadHttp(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  { log, writeFault }: RefusalDependencies,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [head, fault] = refusals.get(error.code ?? '') ?? badRequest
  const status = Number.parseInt(head, 10)
  const { contentType, body } = writeFault(fault, status)
  const bytes = Buffer.byteLength(body)
  const id = nextRequestId()
  const answer =
    `HTTP/1.1 ${head}\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes}\r\n` +
    `${requestIdHeader}: ${id}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`
  const address = 'remoteAddress' in socket ? plainAddress(String(socket.remoteAddress)) : ''
  log.refused({ id, address, status, bytes, code: fault.code, reason: fault.reason })
  // Node goes on reading after the timeout of the head, and would still emit the request.
  if (error.code === headTooLate) socket.end(answer, () => socket.destroy())
  else socket.end(answer)
}

const headTooLate = 'ERR_HTTP_REQUEST_TIMEOUT'

/** A status line, with the headers that belong to it, and the fault in the body. */
type Refusal = readonly [status: string, fault: ApiError]

const badRequest: Refusal = ['400 Bad Request', malformed('The request is not written as HTTP wants it')]

/** Refusals by the error code of node's parser, which also refuses unknown verbs. */
const refusals: ReadonlyMap<string, Refusal> = new Map([
  [headTooLate, ['408 Request Timeout', malformed('The head of the request took too long; send it at once')]],
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', apiError('request-too-large')]],
  [
    'HPE_INVALID_METHOD',
    ['405 Method Not Allowed\r\nAllow: GET, HEAD, POST, OPTIONS', malformed('There is no such verb in HTTP')],
  ],
])
