import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type LookupFunction, type Socket, type Server as TcpServer } from 'node:net'

/** A server of HTTP, over TLS or not. */
type HttpServer = TcpServer & { closeAllConnections(): void }

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

/** Listens on a free port of this machine. @returns the port */
export async function listen(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function listening(server: TcpServer) {
  let connections = 0
  server.on('connection', () => connections++)
  const port = await listen(server)
  return { url: new URL(`http://127.0.0.1:${port}`), connections: () => connections }
}

/** Stops a server and closes its connections. */
export function closeHttp(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** A lookup by which every name is this machine. */
export const loopbackLookup: LookupFunction = (_host, _options, callback) => {
  callback(null, [{ address: '127.0.0.1', family: 4 }])
}
