import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { endIdleConnections, openSockets, trackConnections } from './connections.js'
import { type RefusalDependencies, refuseBadHttp } from './refusals.js'
import { timeouts as defaults } from './timeouts.js'

/** Key and certificate, as PEM. */
export interface TlsFiles {
  readonly cert: Buffer
  readonly key: Buffer
}

/** The timeouts of a connection, in milliseconds; see timeouts.ts. */
export type ClientTimeouts = Readonly<Record<'headers' | 'idle' | 'keepAlive', number>>

/** The options of a server. */
export interface ServerOptions extends RefusalDependencies {
  /** Serves HTTPS with them, else plain http. */
  readonly tls?: TlsFiles | undefined
  readonly timeouts?: ClientTimeouts
}

/** Makes a server with timeouts for slow clients. */
export function createHttpServer(
  listener: RequestListener,
  { tls, timeouts = defaults, log, writeFault }: ServerOptions,
): Server {
  // Node checks the timeout of heads every 30 seconds by default.
  const options = { connectionsCheckingInterval: timeouts.headers / 10 }
  const server =
    tls === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...tls, ...options, handshakeTimeout: timeouts.headers }, listener)
  server.headersTimeout = timeouts.headers
  // The idle timeout replaces it, so that a slow upload may take longer than any fixed time.
  server.requestTimeout = 0
  server.keepAliveTimeout = timeouts.keepAlive
  server.on('clientError', (error, socket) => refuseBadHttp(error, socket, { log, writeFault }))
  const open = trackConnections(server)
  // Over TLS node's HTTP server times out the TLS socket, not the TCP socket below it.
  endIdleConnections(server, tls === undefined ? open : openSockets(server, 'secureConnection'), timeouts.idle)
  return server
}

/** Starts listening. @returns the port */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
