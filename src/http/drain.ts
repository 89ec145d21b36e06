import type { Server } from 'node:http'
import { connectionsOf } from './connections.js'
import { timeouts } from './timeouts.js'

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
    // Node counts a connection on which nothing was ever said as busy.
    for (const socket of connectionsOf(server)) if (socket.bytesRead === 0) socket.destroy()
  })
}
