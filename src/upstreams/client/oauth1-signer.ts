import { createHash, createHmac, randomUUID } from 'node:crypto'
import OAuth from 'oauth-1.0a'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { ServiceAuth } from '../service.js'
import type { UpstreamRequest } from './upstream-client.js'

type OAuth1Auth = ServiceAuth & { readonly kind: 'oauth1' }

/** Signs a request by OAuth 1.0a. @returns the `authorization` header (RFC 5849 section 3.5.1) */
export type SignOAuth1 = (request: UpstreamRequest, uri: string, query: string) => string

/** What a signature depends on beside the request. */
export interface NonceSource {
  readonly clock: Clock
  /** Makes a nonce. */
  readonly nonce?: () => string
}

const digests = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' } as const

/**
 * Makes a signer by `oauth-1.0a`. The library writes the base string of RFC 5849 section 3.4.1 where it is given an address
 * without query and all parameters decoded, as here; it encodes the names of a query twice.
 *
 * A body that is no form is covered by `oauth_body_hash` (draft-eaton-oauth-bodyhash), unless it is streamed.
 */
export function createOAuth1Signer(auth: OAuth1Auth, { clock, nonce = randomUUID }: NonceSource): SignOAuth1 {
  const { method } = auth
  const oauth = new OAuth({
    consumer: { key: auth.consumerKey, secret: auth.consumerSecret },
    signature_method: method,
    hash_function: (text, key) =>
      method === 'PLAINTEXT' ? key : createHmac(digests[method], key).update(text).digest('base64'),
  })
  oauth.getNonce = nonce
  oauth.getTimeStamp = () => seconds(clock)
  const token = auth.token === undefined ? undefined : { key: auth.token, secret: auth.tokenSecret ?? '' }
  return (request, uri, query) => {
    const hash = method === 'PLAINTEXT' ? undefined : bodyHash(request)
    const data = parametersOf(query, isForm(request) ? String(request.body) : '')
    if (hash !== undefined) data['oauth_body_hash'] = hash
    const signed = oauth.authorize({ method: request.verb, url: uri, data }, token)
    return oauth.toHeader(signed).Authorization
  }
}

/** The decoded parameters of the query and of a form; repeated ones are lists. */
function parametersOf(query: string, form: string): Record<string, string | string[]> {
  const lists = new Map<string, string[]>()
  for (const [name, value] of [...new URLSearchParams(query), ...new URLSearchParams(form)]) {
    if (name.startsWith('oauth_') || name === '__proto__')
      throw new Error(`OAuth cannot sign a parameter named ${name}`)
    const values = lists.get(name)
    if (values === undefined) lists.set(name, [value])
    else values.push(value)
  }
  return Object.fromEntries(lists)
}

function isForm({ headers, body }: UpstreamRequest): boolean {
  const type = headers['content-type'] ?? ''
  return typeof body === 'string' && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)
}

/** The hash of a whole body that the signature does not cover by its parameters. */
function bodyHash(request: UpstreamRequest): string | undefined {
  const { body } = request
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  return isWhole && !isForm(request) ? createHash('sha1').update(body).digest('base64') : undefined
}
