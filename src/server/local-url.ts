import type { Settings } from '../config/settings.js'
import { hostInUrl, isUnspecified } from '../core/address-list.js'

/** Where a server of these settings listens. @param port the one that it got, where PORT is 0 */
export function localUrl({ HOST, TLS_CERT }: Settings, port: number): string {
  return `${TLS_CERT === undefined ? 'http' : 'https'}://${hostInUrl(HOST)}:${port}`
}

/** Whether the settings tell the address that clients use; a server that listens on all addresses does not know it. */
export function isAddressKnown({ PUBLIC_URL, HOST }: Settings): boolean {
  return PUBLIC_URL !== undefined || !isUnspecified(HOST)
}

/** The warning where they do not. */
export const addressUnknown =
  'HOST listens on all addresses and PUBLIC_URL is not set, so links and the WSDL name the address of each connection; ' +
  'set PUBLIC_URL to the address that clients use'
