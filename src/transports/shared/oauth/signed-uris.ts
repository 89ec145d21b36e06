import type { IncomingMessage } from 'node:http'
import { hostInUrl, plainAddress } from '../../../core/address-list.js'
import { baseUri } from '../../../core/auth/oauth1/base-uri.js'
import type { Exchange } from '../../transport.js'
import { type Origin, withPort } from '../client.js'

/** The base string URIs (RFC 5849 section 3.4.1.2) that the client of an exchange may have signed. */
export type SignedUris = (exchange: Pick<Exchange, 'req' | 'path' | 'origin'>) => readonly string[]

/**
 * Creates the function that finds the URIs. Behind a proxy the address of a request may differ from the one that its
 * client signed, so PUBLIC_URL is accepted beside it; without both, the local address of the connection.
 *
 * @param publicUrl the setting PUBLIC_URL, which holds the place of the prefix
 * @param prefix the path below which a host program mounts the gateway; empty where that is the root
 */
export function createSignedUris(publicUrl: string | undefined, prefix = ''): SignedUris {
  const known = publicUrl === undefined ? undefined : new URL(publicUrl)
  const publicPath = known?.pathname.replace(/\/$/, '') ?? ''
  return ({ req, path, origin }) => {
    const scheme = origin.secure ? 'https' : 'http'
    const seen = hostsOf(origin).map((host) => baseUri(scheme, host, path))
    const published = known && baseUri(known.protocol.slice(0, -1), known.host, publicPath + path.slice(prefix.length))
    const uris = [...seen, published].filter((uri) => uri !== undefined)
    return uris.length > 0 ? uris : localUris(scheme, req, path)
  }
}

/** The host as sent and, where a proxy removed the port, with the forwarded port. */
function hostsOf({ host, port }: Origin): readonly string[] {
  if (host === undefined) return []
  const complete = withPort(host, port)
  return complete === host ? [host] : [host, complete]
}

function localUris(scheme: string, { socket }: IncomingMessage, path: string): readonly string[] {
  const host = hostInUrl(plainAddress(socket.localAddress ?? ''))
  const uri = baseUri(scheme, `${host}:${socket.localPort}`, path)
  return uri === undefined ? [] : [uri]
}
