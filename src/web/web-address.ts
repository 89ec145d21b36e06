import { isWeb } from '../identity/grants/callback.js'

/** The address if it is safe in a link: http or https, since other schemes can run scripts. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  return isWeb(new URL(address)) ? address : undefined
}
