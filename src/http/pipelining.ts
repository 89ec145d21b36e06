import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { sizeLimits } from '../transports/shared/size-limits.js'

/** How many requests of a connection wait behind the answer to another one. */
const waiting = new WeakMap<Socket, number>()

/**
 * Whether a request came while too many others of its connection wait. Node reads all that arrive together at once
 * and keeps every answer until the one before it is taken, so a client that takes none would fill the memory.
 */
export function isCrowded({ socket }: IncomingMessage, res: ServerResponse): boolean {
  // Until its turn comes, an answer has no connection.
  if (res.socket !== null) return false
  const count = (waiting.get(socket) ?? 0) + 1
  waiting.set(socket, count)
  res.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1))
  return count > sizeLimits.pipelined
}
