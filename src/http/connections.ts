import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const connections = new WeakMap<Server, ReadonlySet<Socket>>()

/** Keeps the open connections of a server. @returns them */
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
 * Ends exchanges in which nothing moves. Node's own `server.timeout` sets a timer for each call, which costs a twentieth
 * of it; here only those get one that are still there when somebody looks.
 */
export function endSilence(server: Server, sockets: ReadonlySet<Socket>, silence: number): void {
  const watch = setInterval(() => {
    // Between two requests node counts the time itself, and takes the timer away as the next one begins.
    for (const socket of sockets) if (!socket.timeout) socket.setTimeout(silence)
  }, silence / 10).unref()
  server.once('close', () => clearInterval(watch))
}
