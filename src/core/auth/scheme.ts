import type { Credential } from './credential.js'
import { type SignatureMethod, signatureMethods } from './oauth1/signature-methods.js'

/** How a call says who it is, in one word for logs and metrics. `oauth1` alone stands for a method that nobody knows. */
export type Scheme = 'none' | 'key' | 'api-sig' | 'bearer' | 'oauth1' | `oauth1/${SignatureMethod}`

/** The words for OAuth, made once. */
const byMethod: ReadonlyMap<string, Scheme> = new Map(
  signatureMethods.map((method) => [method, `oauth1/${method}` as const]),
)

/** The scheme of a credential. A token that comes without a signature proves nothing, so it counts as its key. */
export function schemeOf(credential: Credential): Scheme {
  if (credential.kind === 'token') return 'key'
  if (credential.kind !== 'oauth') return credential.kind
  return byMethod.get(credential.parameters.get('oauth_signature_method') ?? '') ?? 'oauth1'
}
