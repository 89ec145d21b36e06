import type { OAuthCredential } from '../../../core/auth/oauth1/credential.js'
import type { Exchange } from '../../transport.js'
import { readQuery } from '../form.js'
import { PairList } from '../pair-list.js'
import { digestOf } from './body-digest.js'
import { readOAuth } from './read-oauth.js'
import type { SignedUris } from './signed-uris.js'

/**
 * Reads the OAuth parameters of a request whose body is an envelope, from the header or the query. The signature does not
 * cover the envelope.
 *
 * @throws ApiError 123 where they come in both or are invalid; 124 where the query is too long
 */
export function readEnvelopeOAuth(
  exchange: Exchange,
  body: Buffer,
  signedUris: SignedUris,
): OAuthCredential | undefined {
  if (exchange.query === '' && exchange.req.headers.authorization === undefined) return undefined
  const list = new PairList()
  readQuery(exchange.query, list)
  const envelope = { kind: 'opaque', pairs: [], digest: digestOf(body) } as const
  const credential = readOAuth({ exchange, query: list.pairs, body: envelope, signedUris })
  if (credential !== undefined && list.flaw !== undefined) throw list.flaw
  return credential
}
