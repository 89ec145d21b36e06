import { isIPv6 } from 'node:net'

/** A host and a port in the syntax of a Host header (RFC 9110 section 7.2); the port may be empty. */
const authority = /^(?:\[([0-9a-f:.]+)\]|[a-z0-9._~-]+)(?::(\d{0,5}))?$/

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
])

/**
 * The base string URI of a request (RFC 5849 section 3.4.1.2): scheme and host in lower case, the port unless it is
 * the scheme's default, and the path as it was sent.
 *
 * @param scheme `http` or `https`, in any case
 * @param host as in a Host header, untrusted; IPv6 literals in brackets
 * @param path as on the request line, percent-encoding and all; empty counts as `/`, a query or fragment is left out
 * @returns undefined for an invalid scheme, host or path
 */
export function baseUri(scheme: string, host: string, path: string): string | undefined {
  const name = scheme.toLowerCase()
  const defaultPort = defaultPorts.get(name)
  const place = hostAndPort(host.toLowerCase(), defaultPort)
  if (defaultPort === undefined || place === undefined) return undefined
  const bare = withoutQuery(path)
  if (bare === '') return `${name}://${place}/`
  return bare.startsWith('/') ? `${name}://${place}${bare}` : undefined
}

function hostAndPort(host: string, defaultPort: number | undefined): string | undefined {
  const match = authority.exec(host)
  if (match === null) return undefined
  const [, ipv6, port] = match
  if (ipv6 !== undefined && !isIPv6(ipv6)) return undefined
  if (port === undefined) return host
  if (port === '' || Number(port) === defaultPort) return host.slice(0, host.lastIndexOf(':'))
  return Number(port) <= 65_535 ? host : undefined
}

function withoutQuery(path: string): string {
  const end = path.search(/[?#]/)
  return end === -1 ? path : path.slice(0, end)
}
