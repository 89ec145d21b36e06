import { type Command, Option } from 'commander'
import { localUrl } from '../../server/local-url.js'
import { gatewayValue } from '../option-values.js'
import { UsageError } from '../output.js'
import { settingsOf } from '../settings.js'
import type { Profile } from './profile.js'

/** The option `--url`, whose value is for {@link gatewayAddress}. */
export function urlOption(): Option {
  const text = 'address of the gateway (default: that of the profile, else PUBLIC_URL, else HOST and PORT)'
  return new Option('--url <url>', text).argParser(gatewayValue)
}

/** The loopback address for each unspecified address. */
const loopback: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/**
 * The address of the gateway, without a trailing slash: the option, else the profile, else the address of a server with
 * these settings.
 *
 * @param given the value of `--url`
 * @throws UsageError if PORT is 0, so that only the running server knows its port; SettingsError for wrong settings
 */
export function gatewayAddress(given: string | undefined, { url }: Profile, command: Command): string {
  const known = given ?? url
  if (known !== undefined) return known.replace(/\/+$/, '')
  const settings = settingsOf(command)
  if (settings.PUBLIC_URL !== undefined) return settings.PUBLIC_URL
  if (settings.PORT === 0) throw new UsageError('PORT is 0, which stands for any port; give the address with --url')
  return localUrl({ ...settings, HOST: loopback[settings.HOST] ?? settings.HOST }, settings.PORT)
}
