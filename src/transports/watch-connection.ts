import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** The listeners for the close of a connection. One socket listener serves all, since up to 32 requests may be pipelined. */
const watchers = new WeakMap<Socket, Set<() => void>>()

/**
 * Calls the listener once when the connection of a request closes, immediately if it is closed already.
 *
 * @returns a function that removes the listener
 */
export function watchConnection({ socket }: IncomingMessage, listener: () => void): () => void {
  if (socket.destroyed) {
    listener()
    return () => undefined
  }
  const listeners = watchers.get(socket) ?? watch(socket)
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function watch(socket: Socket): Set<() => void> {
  const listeners = new Set<() => void>()
  watchers.set(socket, listeners)
  socket.once('close', () => {
    for (const listener of listeners) listener()
  })
  return listeners
}
