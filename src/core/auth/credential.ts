import { malformed } from '../api-error.js'
import type { Dialect } from '../dialect.js'
import type { Pair } from '../pair.js'

/** How a call says who it is. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'api-sig'; readonly key: string; readonly signature: string; readonly token: string | undefined }
  | { readonly kind: 'token'; readonly key: string; readonly token: string }
  | { readonly kind: 'bearer'; readonly secret: string }

const noCredential: Credential = { kind: 'none' }

/**
 * Reads the credential out of the pairs and the Authorization header. Empty values count as absent, and
 * Authorization schemes other than Bearer are ignored.
 *
 * @throws ApiError 123 where two kinds of credential come in one call.
 */
export function readCredential(
  dialect: Dialect,
  pairs: readonly Pair[],
  authorization: string | undefined,
): Credential {
  const names = dialect.credentials
  let key = ''
  let signature = ''
  let token = ''
  for (const [name, value] of pairs) {
    if (name === names.key) key ||= value
    else if (name === names.signature) signature ||= value
    else if (name === names.token) token ||= value
  }
  const bearer = authorization === undefined ? undefined : bearerSecret(authorization)
  if (bearer !== undefined) {
    if (key !== '' || signature !== '' || token !== '') {
      throw malformed('A bearer token says all; leave key, signature and token out of the parameters')
    }
    return { kind: 'bearer', secret: bearer }
  }
  if (signature !== '') return { kind: 'api-sig', key, signature, token: token === '' ? undefined : token }
  if (token !== '') return { kind: 'token', key, token }
  return key === '' ? noCredential : { kind: 'key', key }
}

/** The secret of an `Authorization: Bearer` header (RFC 6750 section 2.1), undefined for any other scheme. */
function bearerSecret(authorization: string): string | undefined {
  const match = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(authorization)
  return match?.[1]
}
