import { isWeb } from '../identity/grants/callback.js'

/** An address that may stand in a link: those of other schemes could be scripts. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  return isWeb(new URL(address)) ? address : undefined
}
