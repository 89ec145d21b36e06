import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'

/** A server that stands for a service behind the gateway. */
export interface ServiceServer {
  readonly url: URL
  /** The connections that were made so far. */
  readonly connections: () => number
  close(): Promise<void>
}

/** Starts a service on a free port of this machine. */
export async function startService(listener: RequestListener): Promise<ServiceServer> {
  const server = createServer(listener)
  return { ...(await listening(server)), close: () => closeHttp(server) }
}

/** Starts a server that says what a test writes, HTTP or not. @param onRequest is called for each chunk that arrives */
export async function startRawService(
  onRequest: (socket: Socket, count: number) => void,
  onConnection: (socket: Socket) => void = () => {},
): Promise<ServiceServer> {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', () => onRequest(socket, ++count))
    onConnection(socket)
  })
  return {
    ...(await listening(server)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function listening(server: ReturnType<typeof createTcpServer>) {
  let connections = 0
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: new URL(`http://127.0.0.1:${address.port}`), connections: () => connections }
}

function closeHttp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
