import type { Settings } from '../config.js'
import { hostInUrl } from '../core/address-list.js'

/** Where a server of these settings listens. @param port the one that it got, where PORT is 0 */
export function localUrl({ HOST, TLS_CERT }: Settings, port: number): string {
  return `${TLS_CERT === undefined ? 'http' : 'https'}://${hostInUrl(HOST)}:${port}`
}
