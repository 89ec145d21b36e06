import { malformed } from '../api-error.js'
import type { Pair } from '../pair.js'
import type { OAuthCredential } from './oauth1/credential.js'

/** The credential of a call. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'api-sig'; readonly key: string; readonly signature: string; readonly token: string | undefined }
  | { readonly kind: 'token'; readonly key: string; readonly token: string }
  | BearerCredential
  | OAuthCredential

/** A bearer token, and the key sent with it, which must be that of the token's application. */
export interface BearerCredential {
  readonly kind: 'bearer'
  readonly secret: string
  readonly key?: string | undefined
}

/** The names of the parameters for the application's key, the user's token and, where the dialect has one, the signature. */
export interface CredentialNames {
  readonly key: string
  readonly token: string
  readonly signature: string | undefined
}

/** The places of a request, other than its parameters, that may carry credentials. */
export interface CredentialSource {
  /** The header fields, by lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /**
   * Reads the OAuth 1.0a parameters of the request; undefined where it has none.
   *
   * @throws ApiError 123
   */
  readonly readOAuth: () => OAuthCredential | undefined
}

const noCredential: Credential = { kind: 'none' }

/** The credential of a key alone; none for an empty key. */
export function keyCredential(key: string): Credential {
  return key === '' ? noCredential : { kind: 'key', key }
}

/** The key in an `X-Api-Key` header; empty where there is none. */
export function headerKey(headers: CredentialSource['headers']): string {
  const key = headers['x-api-key']
  return typeof key === 'string' ? key : ''
}

/**
 * Reads the credential of a request: a key, a signature over parameters, OAuth 1.0a or a bearer token. Empty values
 * count as absent. Unknown Authorization schemes are ignored, and so is an `X-Api-Key` header beside any other
 * credential.
 *
 * @throws ApiError 123 for two kinds of credential in one call
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
    checkRepetition(oauth, 'oauth_consumer_key', names.key, key)
    checkRepetition(oauth, 'oauth_token', names.token, token)
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
 * Checks that a credential parameter beside OAuth repeats the value of OAuth: many clients send key and token twice.
 *
 * @param oauthName the OAuth parameter with the same meaning
 * @param value of the parameter `name`; empty where it is absent
 * @throws ApiError 123 where they differ
 */
export function checkRepetition({ parameters }: OAuthCredential, oauthName: string, name: string, value: string): void {
  if (value !== '' && value !== parameters.get(oauthName)) {
    throw malformed(`Beside OAuth the parameter ${name} can only repeat ${oauthName}`)
  }
}

/** The secret of an `Authorization: Bearer` header (RFC 6750 section 2.1), undefined for any other scheme. */
export function bearerSecret({ authorization }: CredentialSource['headers']): string | undefined {
  if (typeof authorization !== 'string') return undefined
  const match = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(authorization)
  return match?.[1]
}
