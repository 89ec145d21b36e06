import { byOAuth, type CallerName } from './credentials.js'
import type { Driver } from './drivers/index.js'

/** Callers that are the same where old signatures are not spoken. */
const unsigned: ReadonlySet<CallerName> = new Set([
  'nobody',
  'key',
  'unknown key',
  'disabled key',
  'application without services',
])

/** The caller that says the same by a driver: where it knows no old signatures, by OAuth. */
export function callerBy({ traits }: Driver, as: CallerName): CallerName {
  if (!traits.has('no-old-signatures') || unsigned.has(as)) return as
  return byOAuth[as] ?? as
}

/** Callers that only old signatures can express. */
const signedOnly: ReadonlySet<CallerName> = new Set([
  'signature without key',
  'token without signature',
  'application without old signatures',
  'bearer with key',
])

/** Whether a driver can say who calls. */
export function canSay({ traits }: Driver, as: CallerName): boolean {
  return !traits.has('no-old-signatures') || !signedOnly.has(as)
}
