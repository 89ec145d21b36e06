import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const connections = new WeakMap<Server, ReadonlySet<Socket>>()

/** Tracks the open connections of a server, so that {@link connectionsOf} finds them. @returns them */
export function trackConnections(server: Server): ReadonlySet<Socket> {
  const open = openSockets(server, 'connection')
  connections.set(server, open)
  return open
}

/** The open connections of a server that tracks them. */
export function connectionsOf(server: Server): Iterable<Socket> {
  return connections.get(server) ?? []
}

/** The sockets of a server that are open, kept up to date. */
export function openSockets(server: Server, opening: 'connection' | 'secureConnection'): ReadonlySet<Socket> {
  const open = new Set<Socket>()
  server.on(opening, (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return open
}

/**
 * Cuts off connections on which no byte has moved for the idle timeout. Sockets are polled, so the cut-off can be 10 % late.
 * Node's `server.timeout` is exact, but sets a timer for each request, about 5 % of a plain call (bench row W1).
 *
 * @param idleTimeout in milliseconds
 */
export function endIdleConnections(server: Server, sockets: ReadonlySet<Socket>, idleTimeout: number): void {
  const poll = setInterval(() => {
    // Node sets its keep-alive timer between two requests and clears the socket's timeout when the next one begins.
    for (const socket of sockets) if (!socket.timeout) socket.setTimeout(idleTimeout)
  }, idleTimeout / 10).unref()
  server.once('close', () => clearInterval(poll))
}
