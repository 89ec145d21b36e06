import { signApi } from '../../core/auth/api-sig.js'
import type { Pair } from '../../core/pair.js'
import { ipernity as dialect } from '../../dialects/ipernity/index.js'
import { RefusalError } from '../output.js'
import type { Profile } from '../profile.js'
import type { HttpCall } from './protocol.js'
import { type OAuthMethod, type OAuthSigner, signOAuth, withAuthorization } from './sign-oauth.js'

/** How a call from the command line says who it is. */
export const schemes = ['oauth1', 'api-sig', 'bearer', 'key'] as const
export type Scheme = (typeof schemes)[number]

/**
 * The first scheme that there is a token for: `oauth1`, `api-sig`, `bearer`; without any `api-sig` by the secret alone,
 * else `key`.
 *
 * @param profile what the call may use
 * @param given the part of it that the environment gives; where it has a token, only its tokens count
 */
export function firstScheme({ secret, ...profile }: Profile, given: Profile): Scheme {
  const { auth_token, oauth_token, oauth_token_secret, bearer_token } = holdsToken(given) ? given : profile
  const signs = secret !== undefined
  if (signs && (oauth_token ?? oauth_token_secret) !== undefined) return 'oauth1'
  if (signs && auth_token !== undefined) return 'api-sig'
  if (bearer_token !== undefined) return 'bearer'
  return signs ? 'api-sig' : 'key'
}

function holdsToken({ auth_token, oauth_token, bearer_token }: Profile): boolean {
  return (auth_token ?? oauth_token ?? bearer_token) !== undefined
}

/** Adds to the parameters what the scheme puts among them. @throws RefusalError where the profile lacks it */
export function withCredential(
  method: string,
  texts: readonly Pair[],
  scheme: Scheme,
  profile: Profile,
): readonly Pair[] {
  if (scheme === 'bearer' || scheme === 'oauth1') return texts
  const pairs: Pair[] = [['api_key', needed(profile.api_key, 'api_key')], ...texts]
  if (scheme === 'key') return pairs
  if (profile.auth_token !== undefined) pairs.push(['auth_token', profile.auth_token])
  return [...pairs, ['api_sig', signApi({ dialect, pairs, method }, needed(profile.secret, 'secret'))]]
}

/**
 * Adds to a written call the header that the scheme asks for.
 *
 * @param url where the call goes
 * @throws RefusalError where the profile lacks what the header holds
 */
export async function withHeader(
  call: HttpCall,
  url: string,
  { scheme, oauthMethod }: { readonly scheme: Scheme; readonly oauthMethod: OAuthMethod },
  profile: Profile,
): Promise<HttpCall> {
  if (scheme === 'oauth1') return signOAuth(call, url, oauthSigner(profile, oauthMethod))
  if (scheme === 'bearer') return withAuthorization(call, `Bearer ${needed(profile.bearer_token, 'bearer_token')}`)
  return call
}

/** Without a token the application calls for itself; half a token is a mistake. */
function oauthSigner(profile: Profile, method: OAuthMethod): OAuthSigner {
  const { oauth_token, oauth_token_secret } = profile
  const twoLegged = oauth_token === undefined && oauth_token_secret === undefined
  return {
    key: needed(profile.api_key, 'api_key'),
    token: twoLegged ? '' : needed(oauth_token, 'oauth_token'),
    secrets: {
      consumer: needed(profile.secret, 'secret'),
      token: twoLegged ? '' : needed(oauth_token_secret, 'oauth_token_secret'),
    },
    method,
  }
}

/** A field of the profile that a call cannot do without. @throws RefusalError where the profile lacks it */
export function needed(value: string | undefined, field: string): string {
  if (value === undefined) throw new RefusalError(`The profile lacks ${field}; call --help says where it belongs`)
  return value
}
