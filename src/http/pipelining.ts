import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { sizeLimits } from '../transports/shared/size-limits.js'

/** The number of pipelined requests of a connection whose responses wait behind an earlier one. */
const pipelined = new WeakMap<Socket, number>()

/**
 * Whether a request exceeds the limit of pipelined requests. Node parses all requests of a connection at once and buffers
 * each response until the one before it is read, so without a limit a client that reads none would fill the memory.
 */
export function exceedsPipelineLimit({ socket }: IncomingMessage, res: ServerResponse): boolean {
  // Node assigns the socket to a response when the one before it has ended.
  if (res.socket !== null) return false
  const count = (pipelined.get(socket) ?? 0) + 1
  pipelined.set(socket, count)
  res.once('close', () => pipelined.set(socket, (pipelined.get(socket) ?? 1) - 1))
  return count > sizeLimits.pipelined
}
