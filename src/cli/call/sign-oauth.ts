import { createHash } from 'node:crypto'
import { randomHex } from '../../core/auth/hash.js'
import { formatAuthorization } from '../../core/auth/oauth1/authorization-header.js'
import { baseString } from '../../core/auth/oauth1/base-string.js'
import { baseUri } from '../../core/auth/oauth1/base-uri.js'
import { type SignatureMethod, type SigningSecrets, sign } from '../../core/auth/oauth1/signature-methods.js'
import type { Pair } from '../../core/pair.js'
import { UsageError } from '../output.js'
import type { HttpCall } from './protocol.js'

/** The signature methods that need no more than the secrets of a profile and hide them. */
export const oauthMethods = ['HMAC-SHA1', 'HMAC-SHA256'] as const satisfies readonly SignatureMethod[]
export type OAuthMethod = (typeof oauthMethods)[number]

/** Who signs by OAuth 1.0a, and how. */
export interface OAuthSigner {
  readonly key: string
  /** The token; empty for a call by the application alone, which leaves it out. */
  readonly token: string
  readonly secrets: SigningSecrets
  readonly method: OAuthMethod
}

/**
 * Signs a call in its Authorization header (RFC 5849 section 3.5.1). A form is part of the signature; any other body
 * is not, so its hash is signed in its place (draft-eaton-oauth-bodyhash-00).
 *
 * @param url where the call goes, without a query
 * @param own protocol parameters beside the usual ones
 * @throws UsageError where the address is no address of http or https
 */
export async function signOAuth(
  call: HttpCall,
  url: string,
  signer: OAuthSigner,
  own: readonly Pair[] = [],
): Promise<HttpCall> {
  if (call.body instanceof URLSearchParams) {
    return withAuthorization(call, authorization(url, signer, [...call.body], own))
  }
  const written = new Response(call.body, { headers: call.headers })
  const body = new Uint8Array(await written.arrayBuffer())
  const bodyHash: Pair = ['oauth_body_hash', createHash('sha1').update(body).digest('base64')]
  // A multipart body names its boundary in the header, so the one that was written goes with it.
  const whole = { ...call, headers: Object.fromEntries(written.headers), body }
  return withAuthorization(whole, authorization(url, signer, [], [...own, bodyHash]))
}

/** A call with this Authorization header. */
export function withAuthorization(call: HttpCall, authorization: string): HttpCall {
  return { ...call, headers: { ...call.headers, authorization } }
}

function authorization(
  url: string,
  { key, token, secrets, method }: OAuthSigner,
  form: readonly Pair[],
  more: readonly Pair[],
): string {
  const spoken: Pair[] = [
    ['oauth_consumer_key', key],
    ['oauth_nonce', randomHex(16)],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(Math.floor(Date.now() / 1000))],
    ['oauth_version', '1.0'],
    ...more,
  ]
  if (token !== '') spoken.push(['oauth_token', token])
  const signature = sign(method, baseString('POST', signedUri(url), [...form, ...spoken]), secrets)
  return formatAuthorization([...spoken, ['oauth_signature', signature]])
}

function signedUri(url: string): string {
  const { protocol, host, pathname } = URL.canParse(url) ? new URL(url) : { protocol: '', host: '', pathname: '' }
  const uri = baseUri(protocol.slice(0, -1), host, pathname)
  if (uri === undefined) throw new UsageError(`${url} is no address of http or https; set --url`)
  return uri
}
