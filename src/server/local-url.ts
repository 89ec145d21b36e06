import type { Settings } from '../config/settings.js'
import { hostInUrl, isUnspecified } from '../core/address-list.js'

/** The address at which a server with these settings listens. @param port the actual port, also if PORT is 0 */
export function localUrl({ HOST, TLS_CERT }: Settings, port: number): string {
  return `${TLS_CERT === undefined ? 'http' : 'https'}://${hostInUrl(HOST)}:${port}`
}

/** Whether the settings determine the address that clients use: they do not if HOST is all addresses and PUBLIC_URL is unset. */
export function isAddressKnown({ PUBLIC_URL, HOST }: Settings): boolean {
  return PUBLIC_URL !== undefined || !isUnspecified(HOST)
}

/** The warning for settings that do not. */
export const addressUnknown =
  'HOST listens on all addresses and PUBLIC_URL is not set, so links and the WSDL name the address of each connection; ' +
  'set PUBLIC_URL to the address that clients use'
