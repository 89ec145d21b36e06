import { malformed } from '../api-error.js'
import type { Pair } from '../pair.js'
import type { OAuthCredential } from './oauth1/credential.js'

/** How a call says who it is. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'api-sig'; readonly key: string; readonly signature: string; readonly token: string | undefined }
  | { readonly kind: 'token'; readonly key: string; readonly token: string }
  | BearerCredential
  | OAuthCredential

/** A bearer token, and the key that came beside it, which has to be that of the token's application. */
export interface BearerCredential {
  readonly kind: 'bearer'
  readonly secret: string
  readonly key?: string | undefined
}

/** The parameters that carry the key of an application, the token of a user, and the signature where there are any. */
export interface CredentialNames {
  readonly key: string
  readonly token: string
  readonly signature: string | undefined
}

/** Where a request may say who it is, beside its parameters. */
export interface CredentialSource {
  /** The fields of its header, by lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /**
   * Reads what the request says in the words of OAuth 1.0a; undefined where it has none of them.
   *
   * @throws ApiError 123
   */
  readonly readOAuth: () => OAuthCredential | undefined
}

const noCredential: Credential = { kind: 'none' }

/** A key alone; none where it is empty. */
export function keyCredential(key: string): Credential {
  return key === '' ? noCredential : { kind: 'key', key }
}

/** The key in an `X-Api-Key` header; empty where there is none. */
export function headerKey(headers: CredentialSource['headers']): string {
  const key = headers['x-api-key']
  return typeof key === 'string' ? key : ''
}

/**
 * Reads a key, a signature over parameters, OAuth 1.0a or a bearer token out of a request. Empty values count as
 * absent, Authorization schemes that nobody here speaks are ignored, and so is the key of an `X-Api-Key` header where
 * any other credential comes.
 *
 * @throws ApiError 123 where two kinds of credential come in one call.
 */
export function readCredential(
  names: CredentialNames,
  pairs: readonly Pair[],
  { headers, readOAuth }: CredentialSource,
): Credential {
  const oauth = readOAuth()
  let key = ''
  let signature = ''
  let token = ''
  for (const [name, value] of pairs) {
    if (name === names.key) key ||= value
    else if (name === names.signature) signature ||= value
    else if (name === names.token) token ||= value
  }
  const bearer = bearerSecret(headers)
  if (oauth !== undefined) {
    if (bearer !== undefined) throw malformed('A call says who it is by OAuth or by a bearer token, not by both')
    if (signature !== '') throw malformed(`OAuth signs the call; leave ${names.signature} out`)
    repeats(oauth, 'oauth_consumer_key', names.key, key)
    repeats(oauth, 'oauth_token', names.token, token)
    return oauth
  }
  if (bearer !== undefined) {
    if (key !== '' || signature !== '' || token !== '') {
      throw malformed('A bearer token says all; leave key, signature and token out of the parameters')
    }
    return { kind: 'bearer', secret: bearer }
  }
  if (signature !== '') return { kind: 'api-sig', key, signature, token: token === '' ? undefined : token }
  if (token !== '') return { kind: 'token', key, token }
  return keyCredential(key === '' ? headerKey(headers) : key)
}

/**
 * Holds what came beside OAuth to what OAuth says: many clients send their key and token in the old way as well.
 *
 * @param spoken the parameter of OAuth that says the same as the parameter `name`, whose value is empty where it is absent
 * @throws ApiError 123 where they differ
 */
export function repeats({ parameters }: OAuthCredential, spoken: string, name: string, value: string): void {
  if (value !== '' && value !== parameters.get(spoken)) {
    throw malformed(`Beside OAuth the parameter ${name} can only repeat ${spoken}`)
  }
}

/** The secret of an `Authorization: Bearer` header (RFC 6750 section 2.1), undefined for any other scheme. */
export function bearerSecret({ authorization }: CredentialSource['headers']): string | undefined {
  if (typeof authorization !== 'string') return undefined
  const match = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(authorization)
  return match?.[1]
}
