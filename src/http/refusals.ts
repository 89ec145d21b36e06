import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { plainAddress } from '../core/address-list.js'
import { type ApiError, apiError, malformed } from '../core/api-error.js'
import type { RefusedRequest, RequestLog } from '../transports/request-log.js'
import { apiReply, sendReply } from '../transports/shared/reply.js'
import type { WriteFault } from '../transports/shared/write-fault.js'
import { nextRequestId, requestIdHeader } from './request-id.js'

/** Nothing is read of what came in clear, so that a client with a wrong address notices at the first call. */
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

/** What refusing a request that is no HTTP depends on. */
export interface RefusalDependencies {
  readonly log: Pick<RequestLog, 'refused'>
  readonly writeFault: WriteFault
}

/** What is said to a client whose request is no HTTP at all; there is no call to answer yet. */
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
