import type { ParamPlace } from '../../core/method-route.js'
import { isOAuthName } from './oauth/read-oauth.js'

/** Headers that never are parameters: credentials, and what the server itself reads. */
const ownHeaders: ReadonlySet<string> = new Set([
  ...['authorization', 'x-api-key', 'cookie', 'host', 'connection', 'content-length', 'content-type'],
  ...['content-encoding', 'transfer-encoding', 'accept-encoding', 'expect', 'origin', 'upgrade'],
])

/**
 * The name of a parameter in requests at a route: its own one where that of its place is a credential's, or a header's that the
 * server itself reads.
 *
 * @param name of the parameter
 * @param reserved the names of credentials
 */
export function wireNameOf(name: string, place: ParamPlace, reserved: ReadonlySet<string>): string {
  const isTaken =
    place.in === 'header'
      ? ownHeaders.has(place.name.toLowerCase())
      : reserved.has(place.name) || isOAuthName(place.name)
  return isTaken || place.in === 'path' ? name : place.name
}
