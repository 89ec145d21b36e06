import { createHash } from 'node:crypto'
import { randomHex } from '../../core/auth/hash.js'
import { formatAuthorization } from '../../core/auth/oauth1/authorization-header.js'
import { baseString } from '../../core/auth/oauth1/base-string.js'
import { baseUri } from '../../core/auth/oauth1/base-uri.js'
import { type SignatureMethod, type SigningSecrets, sign } from '../../core/auth/oauth1/signature-methods.js'
import type { Pair } from '../../core/pair.js'
import { UsageError } from '../output.js'
import type { HttpCall } from './protocol.js'

/** The supported signature methods: those that use the secrets of a profile without sending them. */
export const oauthMethods = ['HMAC-SHA1', 'HMAC-SHA256'] as const satisfies readonly SignatureMethod[]
export type OAuthMethod = (typeof oauthMethods)[number]

/** The credentials and the method of an OAuth 1.0a signature. */
export interface OAuthSigner {
  readonly key: string
  /** The token; empty in a two-legged call, which omits it. */
  readonly token: string
  readonly secrets: SigningSecrets
  readonly method: OAuthMethod
}

/**
 * Signs a call in its Authorization header (RFC 5849 section 3.5.1). The signature covers a form; for any other body it
 * covers the hash (draft-eaton-oauth-bodyhash-00).
 *
 * @param url the target of the call, without a query
 * @param own further protocol parameters
 * @throws UsageError if the address is not http or https
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
  // The header of a multipart body names its boundary, so header and body come from the same serialisation.
  const whole = { ...call, headers: Object.fromEntries(written.headers), body }
  return withAuthorization(whole, authorization(url, signer, [], [...own, bodyHash]))
}

/** Adds an Authorization header to a call. */
export function withAuthorization(call: HttpCall, authorization: string): HttpCall {
  return { ...call, headers: { ...call.headers, authorization } }
}

function authorization(
  url: string,
  { key, token, secrets, method }: OAuthSigner,
  form: readonly Pair[],
  more: readonly Pair[],
): string {
  const protocolParams: Pair[] = [
    ['oauth_consumer_key', key],
    ['oauth_nonce', randomHex(16)],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(Math.floor(Date.now() / 1000))],
    ['oauth_version', '1.0'],
    ...more,
  ]
  if (token !== '') protocolParams.push(['oauth_token', token])
  const signature = sign(method, baseString('POST', signedUri(url), [...form, ...protocolParams]), secrets)
  return formatAuthorization([...protocolParams, ['oauth_signature', signature]])
}

function signedUri(url: string): string {
  const { protocol, host, pathname } = URL.canParse(url) ? new URL(url) : { protocol: '', host: '', pathname: '' }
  const uri = baseUri(protocol.slice(0, -1), host, pathname)
  if (uri === undefined) throw new UsageError(`${url} is no address of http or https; set --url`)
  return uri
}
