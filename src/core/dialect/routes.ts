/** The transport of an address; the two of OAuth 1.0a are those of RFC 5849 sections 2.1 and 2.3. */
export type TransportName = 'rest' | 'soap' | 'xmlrpc' | 'openapi' | 'oauth1-request' | 'oauth1-access'

/** Addresses of a dialect, and the transport that answers there. */
export interface Route {
  /**
   * Literal segments, `{method}` and `{format}` for a segment that names either, and `*` at the end for anything that
   * comes after. A literal beats a capture. A slash at the end of a path makes no difference.
   */
  readonly path: `/${string}`
  readonly transport: TransportName
}

/** A dialect as far as its routes are concerned. */
export interface Routed {
  readonly name: string
  readonly routes: readonly Route[]
}

/**
 * The address of a transport without captured segments, such as the one in a WSDL.
 *
 * @throws TypeError where the dialect has none
 */
export function pathOf({ name, routes }: Routed, transport: TransportName): string {
  const found = routes.find((route) => route.transport === transport)
  if (found === undefined || /[{*]/.test(found.path)) {
    throw new TypeError(`The dialect ${name} has no address of its own for ${transport}`)
  }
  return found.path
}
