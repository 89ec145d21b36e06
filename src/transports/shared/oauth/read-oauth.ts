import { malformed } from '../../../core/api-error.js'
import { parseAuthorization } from '../../../core/auth/oauth1/authorization-header.js'
import type { OAuthCredential } from '../../../core/auth/oauth1/credential.js'
import type { BodyDigest } from '../../../core/auth/oauth1/signed-request.js'
import type { Pair } from '../../../core/pair.js'
import type { Exchange } from '../../transport.js'
import { emptyDigest } from './body-digest.js'
import type { SignedUris } from './signed-uris.js'

/** A body as OAuth signs it (RFC 5849 section 3.4.1.3.1): forms only. */
export interface SignableBody {
  readonly kind: 'form' | 'multipart' | 'opaque'
  /** The text fields of a form, multipart or not. */
  readonly pairs: readonly Pair[]
  /** Texts of a multipart body with the name of a file, which are no parameters. */
  readonly beside?: readonly Pair[]
  /** Undefined for a streamed body whose request announced no `oauth_body_hash`. */
  readonly digest: BodyDigest | undefined
}

/** A request that OAuth may sign. */
export interface SignableRequest {
  readonly exchange: Pick<Exchange, 'req' | 'path' | 'origin'>
  /** The pairs of the query. */
  readonly query: readonly Pair[]
  readonly body: SignableBody | undefined
  readonly signedUris: SignedUris
  /** Whether the token is that of temporary credentials. */
  readonly temporary?: boolean
  /** Protocol parameters that may come in the query or the form beside a header with the others. */
  readonly besideHeader?: ReadonlySet<string>
}

const none: readonly Pair[] = []
const noNames: ReadonlySet<string> = new Set()

/** Whether a name is that of a protocol parameter; the prefix is reserved (OAuth Core 1.0 section 5). */
export function isOAuthName(name: string): boolean {
  return name.startsWith('oauth_')
}

/**
 * Reads the OAuth parameters of a request; undefined where it has none.
 *
 * @throws ApiError 123 where they come in two places, or the header is invalid
 */
export function readOAuth(request: SignableRequest): OAuthCredential | undefined {
  const { exchange, query, body } = request
  const header = readHeader(exchange.req.headers.authorization)
  const fields = body === undefined || body.kind === 'opaque' ? none : body.pairs
  const besideHeader = (header && request.besideHeader) ?? noNames
  const isCredential = (pair: Pair) => isProtocolPair(pair) && !besideHeader.has(pair[0])
  const inQuery = query.some(isCredential)
  const inBody = fields.some(isCredential)
  if (header === undefined && !inQuery && !inBody) return undefined
  if (Number(header !== undefined) + Number(inQuery) + Number(inBody) > 1) {
    throw malformed('The OAuth parameters come in one place: the Authorization header, the query or the form')
  }
  const protocol = header === undefined ? protocolParameters(inQuery ? query : fields) : withoutEmpty(header)
  return {
    kind: 'oauth',
    parameters: besideHeader === noNames ? protocol : joined(protocol, [...query, ...fields]),
    temporary: request.temporary === true,
    request: {
      verb: exchange.req.method ?? '',
      uris: request.signedUris(exchange),
      parameters: signedLists(header, query, body),
      body: body === undefined ? emptyDigest : body.digest,
      opaque: body?.kind === 'opaque',
    },
  }
}

/** Parses the header. It may hold no other parameters: they would be signed and yet ignored, so an attacker could move a parameter there to remove it. */
function readHeader(authorization: string | undefined): ReadonlyMap<string, string> | undefined {
  const parameters = authorization === undefined ? undefined : parseAuthorization(authorization)
  if (parameters === undefined) return undefined
  for (const name of parameters.keys()) {
    if (!isOAuthName(name)) {
      throw malformed('The Authorization header takes realm and oauth_* only; the rest comes in the query or the body')
    }
  }
  return parameters
}

function isProtocolPair([name, value]: Pair): boolean {
  return isOAuthName(name) && value !== ''
}

function protocolParameters(pairs: readonly Pair[]): ReadonlyMap<string, string> {
  return new Map(pairs.filter(isProtocolPair))
}

function withoutEmpty(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const value of parameters.values()) if (value === '') return protocolParameters([...parameters])
  return parameters
}

/** Adds protocol parameters from outside the header. @throws ApiError 123 for one in both places */
function joined(header: ReadonlyMap<string, string>, beside: readonly Pair[]): ReadonlyMap<string, string> {
  const protocol = beside.filter(isProtocolPair)
  if (protocol.length === 0) return header
  for (const [name] of protocol) {
    if (header.has(name))
      throw malformed(`The parameter ${name} comes in the Authorization header or beside it, not both`)
  }
  return new Map([...header, ...protocol])
}

/** The lists of pairs that the client may have signed: clients disagree on whether multipart fields are included. */
function signedLists(
  header: ReadonlyMap<string, string> | undefined,
  query: readonly Pair[],
  body: SignableBody | undefined,
): (readonly Pair[])[] {
  const signed: Pair[] = []
  // The query first: most names sort before `oauth_`, and the base string needs sorted pairs.
  for (const pair of query) if (isSigned(pair)) signed.push(pair)
  if (header !== undefined) for (const pair of header) if (isSigned(pair)) signed.push(pair)
  if (body === undefined || body.kind === 'opaque') return [signed]
  const fields = body.pairs.filter(isSigned)
  const all = [...signed, ...fields]
  if (body.kind === 'form') return [all]
  const lists = [all]
  const protocol = fields.filter(([name]) => isOAuthName(name))
  if (protocol.length < fields.length) lists.unshift([...signed, ...protocol])
  if (body.beside !== undefined && body.beside.length > 0) lists.push([...all, ...body.beside])
  return lists
}

function isSigned([name]: Pair): boolean {
  return name !== 'oauth_signature'
}
