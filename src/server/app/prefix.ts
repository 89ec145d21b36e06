import { SettingsError } from '../../config/settings.js'

/** One segment or more, of characters that no client encodes (RFC 3986 section 2.3). */
const pattern = /^(?:\/[A-Za-z0-9._~-]+)+$/

/**
 * Checks the path below which a host program mounts the gateway.
 *
 * @param publicUrl the setting PUBLIC_URL, which is the address of the gateway and so holds its prefix
 * @returns the prefix; empty where the gateway has the root
 * @throws SettingsError where it is no path such as `/gate`, or PUBLIC_URL does not end with it
 */
export function readPrefix(prefix: string | undefined, publicUrl: string | undefined): string {
  if (prefix === undefined || prefix === '') return ''
  if (!pattern.test(prefix)) throw new SettingsError(`prefix must be a path such as /gate, not ${prefix}`)
  if (publicUrl !== undefined && !new URL(publicUrl).pathname.endsWith(prefix)) {
    throw new SettingsError(`PUBLIC_URL must be the address of the gateway, which ends with its prefix ${prefix}`)
  }
  return prefix
}
