import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { buildConnector } from 'undici'
import { type AddressPolicy, refuseHost } from './addresses.js'
import { checkedLookup } from './checked-lookup.js'
import { hostOf, portOf, whenOpen } from './open-socket.js'
import { openTunnel } from './tunnel.js'
import { UpstreamError } from './upstream-error.js'

/** The options of the connections to one address of a service. */
export interface ConnectorOptions {
  /** The name of the service. */
  readonly service: string
  readonly target: URL
  readonly policy: AddressPolicy
  /** The time for DNS, TCP and TLS together, in milliseconds. */
  readonly timeout: number
  /** A certificate authority in place of the system's, PEM. */
  readonly ca: string | undefined
  /** The certificate of the gateway. */
  readonly clientCert: { readonly cert: string; readonly key: string } | undefined
  /** A forward proxy: a tunnel to https services, the next hop of others. */
  readonly proxy: URL | undefined
  /** Finds the addresses of a name. */
  readonly lookup: LookupFunction
}

/**
 * Makes the function that opens connections for undici. It checks the address that the socket then connects to, literal
 * ones too, for which no lookup is made. What a name stands for behind a proxy is the proxy's to check.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { service, timeout } = options
  const startTls = createTls(options)
  return (_target, callback) => {
    const controller = new AbortController()
    const timer = setTimeout(() => {
      const message = `${service}: no connection to ${options.target.host} within ${timeout} ms`
      controller.abort(new UpstreamError('connect', message, { maybeSent: false }))
    }, timeout)
    openSocket(options, controller.signal)
      .then((socket) => (startTls === undefined ? socket : startTls(socket, controller.signal)))
      .finally(() => clearTimeout(timer))
      .then(
        (socket) => callback(null, socket),
        (error) => callback(error, null),
      )
  }
}

/** Opens a connection to the service, or to the proxy. */
async function openSocket(options: ConnectorOptions, signal: AbortSignal): Promise<Socket> {
  const { service, target, proxy, policy } = options
  const operator: AddressPolicy = { ...policy, source: 'operator' }
  const reason = refuseHost(target.hostname, policy) ?? (proxy && refuseHost(proxy.hostname, operator))
  if (reason !== undefined) throw new UpstreamError('address', `${service}: ${reason}`, { maybeSent: false })
  const lookup = checkedLookup(options.lookup, proxy === undefined ? policy : operator, service)
  if (proxy !== undefined && target.protocol === 'https:') return openTunnel(proxy, target, lookup, signal)
  const next = proxy ?? target
  const host = hostOf(next)
  // As undici sets it; the type does not list this option of sockets.
  const tcpOptions = { host, port: portOf(next), lookup, highWaterMark: 65_536 }
  const socket = connectTcp(tcpOptions)
  socket.setNoDelay(true).setKeepAlive(true, 60_000)
  const tcp = await whenOpen(socket, 'connect', signal)
  if (proxy?.protocol !== 'https:') return tcp
  return whenOpen(connectTls({ socket: tcp, host, ...serverName(host) }), 'secureConnect', signal)
}

/** Makes the function that starts TLS over a connection; undefined for services without it. It resumes sessions. */
function createTls({ target, ca, clientCert }: ConnectorOptions) {
  if (target.protocol !== 'https:') return undefined
  const host = hostOf(target)
  let session: Buffer | undefined
  return (socket: Socket, signal: AbortSignal): Promise<Socket> => {
    const tls = connectTls({
      socket,
      host,
      ...serverName(host),
      ALPNProtocols: ['http/1.1'],
      ...(ca === undefined ? {} : { ca }),
      ...clientCert,
      ...(session === undefined ? {} : { session }),
    })
    tls.on('session', (next) => {
      session = next
    })
    return whenOpen(tls, 'secureConnect', signal)
  }
}

/** The name for SNI (RFC 6066 section 3), which must not be an address. */
function serverName(host: string): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {}
}
