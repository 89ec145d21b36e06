import type { IncomingMessage } from 'node:http'
import { type AddressList, plainAddress } from '../../core/address-list.js'
import { baseUri } from '../../core/auth/oauth1/base-uri.js'
import type { Client } from '../../core/call.js'
import { isEncrypted, type OwnAddress } from './own-address.js'

/** The origin of a request. */
export interface Origin extends Omit<Client, 'protocol' | 'dialect' | 'request'> {
  /** The Host header as the client sent it, unverified; undefined where there was none (HTTP/1.0). */
  readonly host: string | undefined
  /** The port of X-Forwarded-Port from a trusted proxy, for a host without one. */
  readonly port: string | undefined
}

/**
 * Creates the reader of origins. X-Forwarded-* count from trusted proxies only: of X-Forwarded-For the last address that
 * is not a trusted proxy's, of the others the first entry, which is the one of the client's request. Other schemes than
 * http and https, and invalid ports, are ignored.
 *
 * @param trusted the setting TRUST_PROXY
 */
export function createOriginReader(
  trusted: AddressList | undefined,
  ownAddress: OwnAddress,
): (req: IncomingMessage) => Origin {
  return (req) => {
    const peer = plainAddress(req.socket.remoteAddress ?? '')
    const encrypted = isEncrypted(req)
    const { host } = req.headers
    if (trusted === undefined || !trusted.has(peer)) {
      const publicUrl = () => ownAddress(req, undefined)
      return { address: peer, secure: encrypted, host, port: undefined, publicUrl }
    }
    const hops = headerList(req.headers['x-forwarded-for']).map(withoutPort)
    const address = hops.findLast((hop) => !trusted.has(hop)) ?? hops[0] ?? peer
    const [forwardedHost] = headerList(req.headers['x-forwarded-host'])
    const scheme = forwardedScheme(req)
    const secure = scheme === undefined ? encrypted : scheme === 'https'
    const port = forwardedPort(req, secure)
    return {
      address: plainAddress(address),
      secure,
      host: forwardedHost ?? host,
      port,
      publicUrl: () => ownAddress(req, scheme && forwardedHost && forwardedAddress(scheme, forwardedHost, port)),
    }
  }
}

/** Adds the port to a host without one. */
export function withPort(host: string, port: string | undefined): string {
  return port === undefined || /:\d*$/.test(host.replace(/^\[[^\]]*\]/, '')) ? host : `${host}:${port}`
}

/** The forwarded scheme, in lower case: schemes are case-insensitive (RFC 3986 section 3.1). */
function forwardedScheme(req: IncomingMessage): 'http' | 'https' | undefined {
  const scheme = headerList(req.headers['x-forwarded-proto'])[0]?.toLowerCase()
  return scheme === 'http' || scheme === 'https' ? scheme : undefined
}

/** The forwarded port. The default port of the other scheme is that of an inner proxy, so it is ignored. */
function forwardedPort(req: IncomingMessage, secure: boolean): string | undefined {
  const [port] = headerList(req.headers['x-forwarded-port'])
  const isPort = port !== undefined && /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) <= 65_535
  return isPort && port !== (secure ? '80' : '443') ? port : undefined
}

/** Scheme, host and port without a trailing slash; undefined for an invalid host. */
function forwardedAddress(scheme: string, host: string, port: string | undefined): string | undefined {
  return baseUri(scheme, withPort(host, port), '')?.slice(0, -1)
}

/** The address of a hop, without the port that some proxies append and the brackets of IPv6. */
function withoutPort(hop: string): string {
  const [, bracketed, ipv4] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(hop) ?? []
  return bracketed ?? ipv4 ?? hop
}

function headerList(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
