import type { IncomingMessage } from 'node:http'
import { hostInUrl, isLoopback, plainAddress } from '../../core/address-list.js'

/** Tells under which address a client reaches the server: scheme, host and port, without a slash at the end. */
export type OwnAddress = (req: IncomingMessage, secure: boolean) => string

/**
 * Without a public address the Host header is believed only where it names the address that the connection came to:
 * a foreign one would let strangers choose where our answers send clients.
 *
 * @param publicUrl the setting PUBLIC_URL
 * @param host the setting HOST
 */
export function createOwnAddress(publicUrl: string | undefined, host: string): OwnAddress {
  if (publicUrl !== undefined) return () => publicUrl
  return (req, secure) => {
    const scheme = secure ? 'https' : 'http'
    const { localAddress = '', localPort } = req.socket
    const address = plainAddress(localAddress)
    const port = String(localPort)
    const named = parseHost(req.headers.host)
    if (named !== undefined && (named.port ?? (secure ? '443' : '80')) === port) {
      if (named.name === host.toLowerCase() || named.name === address || names(named.name, address)) {
        return `${scheme}://${req.headers.host}`
      }
    }
    return `${scheme}://${hostInUrl(address)}:${port}`
  }
}

/** The name and the port of a Host header (RFC 9110 section 7.2), undefined where it is none. */
function parseHost(header: string | undefined): { name: string; port: string | undefined } | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::(\d{1,5}))?$/i.exec(header ?? '')
  return match === null ? undefined : { name: (match[1] ?? match[2] ?? '').toLowerCase(), port: match[3] }
}

function names(name: string, address: string): boolean {
  return name === 'localhost' && isLoopback(address)
}
