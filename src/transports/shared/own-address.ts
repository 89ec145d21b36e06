import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostInUrl, isLoopback, plainAddress } from '../../core/address-list.js'

/**
 * The address under which a client reaches the gateway: scheme, host, port and prefix, without a trailing slash.
 *
 * @param forwarded scheme, host and port forwarded by a trusted proxy, if it has both scheme and host
 */
export type OwnAddress = (req: IncomingMessage, forwarded: string | undefined) => string

/**
 * Creates the function that finds the address. Without PUBLIC_URL and a trusted proxy, the Host header counts only if it
 * names the local address of the connection: otherwise an attacker could choose the links in answers.
 *
 * @param publicUrl the setting PUBLIC_URL
 * @param host the setting HOST
 * @param prefix the path below which a host program mounts the gateway; empty where that is the root
 */
export function createOwnAddress(publicUrl: string | undefined, host: string, prefix = ''): OwnAddress {
  if (publicUrl !== undefined) return () => publicUrl
  const ownName = isIP(host) === 0 ? host.toLowerCase() : undefined
  return (req, forwarded) => {
    if (forwarded !== undefined) return forwarded + prefix
    const encrypted = isEncrypted(req)
    const scheme = encrypted ? 'https' : 'http'
    const { localAddress = '', localPort } = req.socket
    const address = plainAddress(localAddress)
    const port = String(localPort)
    const named = parseHost(req.headers.host)
    if (named !== undefined && (named.port ?? (encrypted ? '443' : '80')) === port) {
      if (named.name === ownName || named.name === address || names(named.name, address)) {
        return `${scheme}://${req.headers.host}${prefix}`
      }
    }
    return `${scheme}://${hostInUrl(address)}:${port}${prefix}`
  }
}

/** Whether the connection itself uses TLS, whatever proxies forward. */
export function isEncrypted({ socket }: IncomingMessage): boolean {
  return 'encrypted' in socket && socket.encrypted === true
}

/** Parses a Host header (RFC 9110 section 7.2); undefined where it is invalid. */
function parseHost(header: string | undefined): { name: string; port: string | undefined } | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::(\d{1,5}))?$/i.exec(header ?? '')
  return match === null ? undefined : { name: (match[1] ?? match[2] ?? '').toLowerCase(), port: match[3] }
}

function names(name: string, address: string): boolean {
  return name === 'localhost' && isLoopback(address)
}
