import { randomHex } from '../../src/core/auth/hash.js'
import { formatAuthorization } from '../../src/core/auth/oauth1/authorization-header.js'
import { baseString } from '../../src/core/auth/oauth1/base-string.js'
import { percentEncode } from '../../src/core/auth/oauth1/percent-encode.js'
import { type SignatureMethod, sign } from '../../src/core/auth/oauth1/signature-methods.js'
import type { Pair } from '../../src/core/pair.js'

/** Who signs. */
export interface Consumer {
  readonly key: string
  readonly secret: string
  readonly token?: { readonly token: string; readonly secret: string }
  readonly rsaPrivateKey?: string
}

/** A request to sign. */
export interface ToSign {
  readonly verb?: string
  /** Scheme, host and path; a query in it is not signed. */
  readonly url: string
  /** The pairs of query and form. */
  readonly pairs?: readonly Pair[]
  /** What stands in place of the usual protocol parameters; undefined leaves one out. */
  readonly oauth?: Readonly<Record<string, string | undefined>>
}

/** The protocol parameters of a signed request, `oauth_signature` among them, ready for the header, query or form. */
export function signOAuth(consumer: Consumer, { verb = 'GET', url, pairs = [], oauth = {} }: ToSign): Pair[] {
  const usual: Record<string, string | undefined> = {
    oauth_consumer_key: consumer.key,
    oauth_token: consumer.token?.token,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomHex(8),
    oauth_version: '1.0',
    ...oauth,
  }
  const { oauth_signature, ...unsigned } = usual
  const spoken = present(unsigned)
  const [address = ''] = url.split('?', 1)
  const method = (usual['oauth_signature_method'] ?? 'HMAC-SHA1') as SignatureMethod
  const text = baseString(verb, address, [...pairs, ...spoken])
  const secrets = {
    consumer: consumer.secret,
    token: consumer.token?.secret ?? '',
    rsaPrivateKey: consumer.rsaPrivateKey,
  }
  const signature = 'oauth_signature' in oauth ? oauth_signature : sign(method, text, secrets)
  return signature === undefined ? spoken : [...spoken, ['oauth_signature', signature]]
}

/** The Authorization header of a signed request. */
export function oauthHeader(consumer: Consumer, request: ToSign): string {
  return formatAuthorization(signOAuth(consumer, request))
}

/** Writes pairs as OAuth encodes them. */
export function encoded(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')
}

function present(parameters: Readonly<Record<string, string | undefined>>): Pair[] {
  return Object.entries(parameters).flatMap(([name, value]): Pair[] => (value === undefined ? [] : [[name, value]]))
}
