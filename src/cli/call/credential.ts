import { signApi } from '../../core/auth/api-sig.js'
import type { Pair } from '../../core/pair.js'
import { ipernity as dialect } from '../../dialects/ipernity.js'
import { UsageError } from '../output.js'
import type { Profile } from '../profile.js'

/** How a call from the command line says who it is. */
export const schemes = ['api-sig', 'bearer', 'key'] as const
export type Scheme = (typeof schemes)[number]

/** The strongest scheme that a profile has the secrets for. */
export function strongestScheme({ secret, bearer_token }: Profile): Scheme {
  if (secret !== undefined) return 'api-sig'
  return bearer_token === undefined ? 'key' : 'bearer'
}

/** Adds to the parameters what the scheme puts among them. @throws UsageError where the profile lacks it */
export function withCredential(
  method: string,
  texts: readonly Pair[],
  scheme: Scheme,
  profile: Profile,
): readonly Pair[] {
  if (scheme === 'bearer') return texts
  const pairs: Pair[] = [['api_key', needed(profile.api_key, 'api_key')], ...texts]
  if (scheme === 'key') return pairs
  if (profile.auth_token !== undefined) pairs.push(['auth_token', profile.auth_token])
  return [...pairs, ['api_sig', signApi({ dialect, pairs, method }, needed(profile.secret, 'secret'))]]
}

/** The headers of the scheme. @throws UsageError where the profile lacks the token */
export function credentialHeaders(scheme: Scheme, profile: Profile): Readonly<Record<string, string>> {
  return scheme === 'bearer' ? { authorization: `Bearer ${needed(profile.bearer_token, 'bearer_token')}` } : {}
}

function needed(value: string | undefined, field: string): string {
  if (value === undefined) throw new UsageError(`The profile lacks ${field}; call --help says where it belongs`)
  return value
}
