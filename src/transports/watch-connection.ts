import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** Who wants to know when a connection closes. One listener serves all of them: up to 32 calls may wait on a connection. */
const watchers = new WeakMap<Socket, Set<() => void>>()

/**
 * Calls back once when the connection of a request closes, at once where it is closed already.
 *
 * @returns what ends the watch
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
