import type { IncomingMessage } from 'node:http'
import { type AddressList, plainAddress } from '../../core/address-list.js'

/** Where a request comes from. */
export interface Origin {
  /** The network address of the client, after trusted proxies. */
  readonly address: string
  /** Whether the client spoke TLS, to us or to a trusted proxy. */
  readonly secure: boolean
  /** The Host header as the client sent it, unverified; undefined where there was none (HTTP/1.0). */
  readonly host: string | undefined
}

/**
 * Makes the function that tells where a request comes from. Of X-Forwarded-For the last address counts that is not
 * a trusted proxy's, and X-Forwarded-* are believed from trusted proxies only.
 */
export function createOriginReader(trusted: AddressList | undefined): (req: IncomingMessage) => Origin {
  return (req) => {
    const peer = plainAddress(req.socket.remoteAddress ?? '')
    const encrypted = 'encrypted' in req.socket && req.socket.encrypted === true
    if (trusted === undefined || !trusted.has(peer)) return { address: peer, secure: encrypted, host: req.headers.host }
    const forwarded = headerList(req.headers['x-forwarded-for']).map(withoutPort)
    const address = forwarded.findLast((hop) => !trusted.has(hop)) ?? forwarded[0] ?? peer
    const protocol = headerList(req.headers['x-forwarded-proto']).at(-1)
    const host = headerList(req.headers['x-forwarded-host']).at(-1) ?? req.headers.host
    return { address: plainAddress(address), secure: protocol === undefined ? encrypted : protocol === 'https', host }
  }
}

/** The address of a hop; some proxies write the port after it, and IPv6 in brackets then. */
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
