import type { IncomingMessage } from 'node:http'
import { hostInUrl, plainAddress } from '../../../core/address-list.js'
import { baseUri } from '../../../core/auth/oauth1/base-uri.js'
import type { Exchange } from '../../transport.js'
import { type Origin, withPort } from '../client.js'

/** Tells which base string URIs (RFC 5849 section 3.4.1.2) the client of an exchange may have signed. */
export type SignedUris = (exchange: Pick<Exchange, 'req' | 'path' | 'origin'>) => readonly string[]

/**
 * A client signs the address that it knows. Behind proxies that is not always the one that arrives here, so the
 * public one holds beside the one that was seen; without either, the one that the connection came to.
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

/** The host as it was sent; where a proxy passes it on without its port, the client may have signed that as well. */
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
