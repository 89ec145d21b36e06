import { signApi } from '../../core/auth/api-sig.js'
import type { Pair } from '../../core/pair.js'
import { ipernity as dialect } from '../../dialects/ipernity/index.js'
import { RefusalError } from '../output.js'
import type { Profile } from './profile.js'
import type { HttpCall } from './protocol.js'
import { type OAuthMethod, type OAuthSigner, signOAuth, withAuthorization } from './sign-oauth.js'

/** The authentication schemes of `call`. */
export const schemes = ['oauth1', 'api-sig', 'bearer', 'key'] as const
export type Scheme = (typeof schemes)[number]

/**
 * The default scheme: the first one of `oauth1`, `api-sig` and `bearer` that the profile has a token for; without a token
 * `api-sig` if there is a secret, else `key`.
 *
 * @param profile the credentials of the call
 * @param given those of them that come from the environment; if it has a token, only its tokens count
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

/** Adds the scheme's credentials to the parameters. @throws RefusalError if the profile lacks one */
export function withCredential(
  method: string,
  texts: readonly Pair[],
  scheme: Scheme,
  profile: Profile,
): readonly Pair[] {
  if (scheme === 'bearer' || scheme === 'oauth1') return texts
  const pairs: Pair[] = [['api_key', required(profile.api_key, 'api_key')], ...texts]
  if (scheme === 'key') return pairs
  if (profile.auth_token !== undefined) pairs.push(['auth_token', profile.auth_token])
  return [...pairs, ['api_sig', signApi({ dialect, pairs, method }, required(profile.secret, 'secret'))]]
}

/**
 * Adds the Authorization header of the scheme to a call.
 *
 * @param url the target of the call
 * @throws RefusalError if the profile lacks a credential
 */
export async function withHeader(
  call: HttpCall,
  url: string,
  { scheme, oauthMethod }: { readonly scheme: Scheme; readonly oauthMethod: OAuthMethod },
  profile: Profile,
): Promise<HttpCall> {
  if (scheme === 'oauth1') return signOAuth(call, url, oauthSigner(profile, oauthMethod))
  if (scheme === 'bearer') return withAuthorization(call, `Bearer ${required(profile.bearer_token, 'bearer_token')}`)
  return call
}

/** Makes the OAuth signer of a profile. Without a token the application calls for itself (two-legged). */
function oauthSigner(profile: Profile, method: OAuthMethod): OAuthSigner {
  const { oauth_token, oauth_token_secret } = profile
  const twoLegged = oauth_token === undefined && oauth_token_secret === undefined
  return {
    key: required(profile.api_key, 'api_key'),
    token: twoLegged ? '' : required(oauth_token, 'oauth_token'),
    secrets: {
      consumer: required(profile.secret, 'secret'),
      token: twoLegged ? '' : required(oauth_token_secret, 'oauth_token_secret'),
    },
    method,
  }
}

/** Checks that a profile has a field. @throws RefusalError if it does not */
export function required(value: string | undefined, field: string): string {
  if (value === undefined) throw new RefusalError(`The profile lacks ${field}; call --help says where it belongs`)
  return value
}
