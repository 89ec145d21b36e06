import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { failureOf } from './failures.js'

/**
 * Opens a connection to an address, with TLS where it has that, and closes it.
 *
 * @param service the name of the service
 * @throws UpstreamError
 */
export async function tryConnection(service: string, url: URL, connect: buildConnector.connector): Promise<void> {
  const { hostname, host, protocol, port } = url
  const socket = await new Promise<Socket>((resolve, reject) => {
    connect({ hostname, host, protocol, port }, (error, opened) => {
      if (opened === null) reject(failureOf(error, { service, host, sent: false }))
      else resolve(opened)
    })
  })
  socket.destroy()
}
