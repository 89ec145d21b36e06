import type { Credential } from './credential.js'
import { type SignatureMethod, signatureMethods } from './oauth1/signature-methods.js'

/** The authentication scheme of a call, for logs and metrics. `oauth1` alone is an unknown signature method. */
export type Scheme = 'none' | 'key' | 'api-sig' | 'bearer' | 'oauth1' | `oauth1/${SignatureMethod}`

/** The schemes of OAuth by signature method, built once. */
const byMethod: ReadonlyMap<string, Scheme> = new Map(
  signatureMethods.map((method) => [method, `oauth1/${method}` as const]),
)

/** The scheme of a credential. A token without a signature proves nothing, so it counts as a key. */
export function schemeOf(credential: Credential): Scheme {
  if (credential.kind === 'token') return 'key'
  if (credential.kind !== 'oauth') return credential.kind
  return byMethod.get(credential.parameters.get('oauth_signature_method') ?? '') ?? 'oauth1'
}
