import { malformed } from '../../core/api-error.js'
import type { Credential } from '../../core/auth/credential.js'
import type { OAuthCredential } from '../../core/auth/oauth1/credential.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import { readForm, readQuery, utf8Text } from '../shared/form.js'
import { mediaType } from '../shared/media-type.js'
import { digestOf } from '../shared/oauth/body-digest.js'
import { readOAuth, type SignableRequest } from '../shared/oauth/read-oauth.js'
import type { SignedUris } from '../shared/oauth/signed-uris.js'
import { PairList } from '../shared/pair-list.js'
import { readBody } from '../shared/read-body.js'
import { toCall } from '../shared/to-call.js'
import type { Exchange } from '../transport.js'
import type { Operation } from './operations.js'

/** The dependencies of reading a call. */
export interface OperationReader {
  readonly dialect: Dialect
  readonly signedUris: SignedUris
}

/** The protocol parameters that are parameters of an operation; all others are credentials. */
const own: ReadonlySet<string> = new Set(['oauth_callback', 'oauth_verifier'])

/**
 * Reads a call of an operation, with parameters in the header, the query or a form.
 *
 * @throws ApiError 123, 124
 */
export async function readCall(
  exchange: Exchange,
  { name, temporary, registry }: Operation,
  reader: OperationReader,
): Promise<Call> {
  const { req, query } = exchange
  const list = new PairList()
  readQuery(query, list)
  const inQuery = list.pairs.length
  const posted = req.method === 'POST' ? await readPosted(exchange, list) : undefined
  const signable: SignableRequest = {
    exchange,
    query: list.pairs.slice(0, inQuery),
    body: posted && { kind: 'form', pairs: list.pairs.slice(inQuery), digest: digestOf(posted) },
    signedUris: reader.signedUris,
    temporary,
    besideHeader: own,
  }
  const call = toCall({
    dialect: reader.dialect,
    registry,
    method: name,
    post: req.method === 'POST',
    list,
    headers: req.headers,
    readOAuth: () => readOAuth(signable) ?? emptyCredential(signable),
    formatKnown: true,
  })
  return { ...call, pairs: [...call.pairs, ...ownPairs(call.credential)] }
}

async function readPosted({ req }: Exchange, list: PairList): Promise<Buffer> {
  const type = mediaType(req)
  const body = await readBody(req)
  if (body.length === 0) return body
  if (type !== '' && type !== 'application/x-www-form-urlencoded') {
    throw malformed('The parameters come in the Authorization header, the query or a form, not in another body')
  }
  const text = utf8Text(body)
  if (text === undefined) throw malformed('The body is not UTF-8')
  readForm(text, list)
  return body
}

/** The credential of a request without OAuth parameters, so that all of them are reported missing. */
function emptyCredential({ temporary }: SignableRequest): OAuthCredential {
  const request = { verb: '', uris: [], parameters: [], body: undefined, opaque: false }
  return { kind: 'oauth', parameters: new Map(), temporary: temporary === true, request }
}

function ownPairs(credential: Credential): [string, string][] {
  if (credential.kind !== 'oauth') return []
  return [...own].flatMap((name): [string, string][] => {
    const value = credential.parameters.get(name)
    return value === undefined ? [] : [[name, value]]
  })
}
