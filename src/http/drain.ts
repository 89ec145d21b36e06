import type { Server } from 'node:http'
import { connectionsOf } from './connections.js'
import { timeouts } from './timeouts.js'

/**
 * Closes a server gracefully: it takes no more connections, running exchanges finish, and at the deadline the remaining
 * connections are cut off.
 *
 * @param deadline in milliseconds
 */
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
    // Node counts a connection that never sent a byte as busy.
    for (const socket of connectionsOf(server)) if (socket.bytesRead === 0) socket.destroy()
  })
}
