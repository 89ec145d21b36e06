import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { endSilence, openSockets, trackConnections } from './connections.js'
import { type RefusalDependencies, refuseBadHttp } from './refusals.js'
import { timeouts as defaults } from './timeouts.js'

/** Key and certificate, as PEM. */
export interface TlsFiles {
  readonly cert: Buffer
  readonly key: Buffer
}

/** How long a client may take over what, in milliseconds; see timeouts.ts. */
export type ClientTimeouts = Readonly<Record<'headers' | 'silence' | 'keepAlive', number>>

/** How a server differs from one over plain http. */
export interface ServerOptions extends RefusalDependencies {
  /** With them it speaks HTTPS. */
  readonly tls?: TlsFiles | undefined
  readonly timeouts?: ClientTimeouts
}

/** Makes a server that waits for clients only so long. */
export function createHttpServer(
  listener: RequestListener,
  { tls, timeouts = defaults, log, writeFault }: ServerOptions,
): Server {
  // Node would look for heads that are late every 30 seconds.
  const options = { connectionsCheckingInterval: timeouts.headers / 10 }
  const server =
    tls === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...tls, ...options, handshakeTimeout: timeouts.headers }, listener)
  server.headersTimeout = timeouts.headers
  // Bodies are timed by their progress instead, so that a slow upload may take its time.
  server.requestTimeout = 0
  server.keepAliveTimeout = timeouts.keepAlive
  server.on('clientError', (error, socket) => refuseBadHttp(error, socket, { log, writeFault }))
  const open = trackConnections(server)
  // Over TLS node times not the connection but what speaks TLS on it.
  endSilence(server, tls === undefined ? open : openSockets(server, 'secureConnection'), timeouts.silence)
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
