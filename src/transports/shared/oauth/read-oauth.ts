import { malformed } from '../../../core/api-error.js'
import { parseAuthorization } from '../../../core/auth/oauth1/authorization-header.js'
import type { OAuthCredential } from '../../../core/auth/oauth1/credential.js'
import type { BodyDigest } from '../../../core/auth/oauth1/signed-request.js'
import type { Pair } from '../../../core/pair.js'
import type { Exchange } from '../../transport.js'
import { emptyDigest } from './body-digest.js'
import type { SignedUris } from './signed-uris.js'

/** A body as a signature sees it (RFC 5849 section 3.4.1.3.1): what is no form has no part in it. */
export interface SignableBody {
  readonly kind: 'form' | 'multipart' | 'opaque'
  /** The text fields of a form, multipart or not. */
  readonly pairs: readonly Pair[]
  /** Texts of a multipart body that came beside a file of the same name, which are no parameters. */
  readonly beside?: readonly Pair[]
  /** Undefined where the body was not kept, and nothing before it said that `oauth_body_hash` would come. */
  readonly digest: BodyDigest | undefined
}

/** The parts of a request that may say that OAuth is spoken. */
export interface SignableParts {
  readonly exchange: Pick<Exchange, 'req' | 'path' | 'origin'>
  /** The pairs of the query. */
  readonly query: readonly Pair[]
  readonly body: SignableBody | undefined
  readonly signedUris: SignedUris
  /** Whether the token is that of temporary credentials. */
  readonly temporary?: boolean
  /** Protocol parameters that may come in the query or the form although the header holds the others. */
  readonly besideHeader?: ReadonlySet<string>
}

const none: readonly Pair[] = []
const noNames: ReadonlySet<string> = new Set()

/** Whether a parameter is one of the protocol's; the prefix is reserved (OAuth Core 1.0 section 5). */
export function isOAuthName(name: string): boolean {
  return name.startsWith('oauth_')
}

/**
 * Reads the OAuth parameters of a request; undefined where it has none.
 *
 * @throws ApiError 123 where they come from two places, or the header is broken
 */
export function readOAuth(parts: SignableParts): OAuthCredential | undefined {
  const { exchange, query, body } = parts
  const header = readHeader(exchange.req.headers.authorization)
  const fields = body === undefined || body.kind === 'opaque' ? none : body.pairs
  const besideHeader = (header && parts.besideHeader) ?? noNames
  const isElsewhere = (pair: Pair) => isSpoken(pair) && !besideHeader.has(pair[0])
  const inQuery = query.some(isElsewhere)
  const inBody = fields.some(isElsewhere)
  if (header === undefined && !inQuery && !inBody) return undefined
  if (Number(header !== undefined) + Number(inQuery) + Number(inBody) > 1) {
    throw malformed('The OAuth parameters come in one place: the Authorization header, the query or the form')
  }
  const spoken = header === undefined ? spokenIn(inQuery ? query : fields) : withoutEmpty(header)
  return {
    kind: 'oauth',
    parameters: besideHeader === noNames ? spoken : joined(spoken, [...query, ...fields]),
    temporary: parts.temporary === true,
    request: {
      verb: exchange.req.method ?? '',
      uris: parts.signedUris(exchange),
      parameters: signedLists(header, query, body),
      body: body === undefined ? emptyDigest : body.digest,
      opaque: body?.kind === 'opaque',
    },
  }
}

/** What is in the header is signed, but no parameter of the call: whoever moved one there would take it away unseen. */
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

function isSpoken([name, value]: Pair): boolean {
  return isOAuthName(name) && value !== ''
}

function spokenIn(pairs: readonly Pair[]): ReadonlyMap<string, string> {
  return new Map(pairs.filter(isSpoken))
}

function withoutEmpty(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const value of parameters.values()) if (value === '') return spokenIn([...parameters])
  return parameters
}

/** Adds the parameters that came beside the header. @throws ApiError 123 where one is in both places */
function joined(header: ReadonlyMap<string, string>, beside: readonly Pair[]): ReadonlyMap<string, string> {
  const spoken = beside.filter(isSpoken)
  if (spoken.length === 0) return header
  for (const [name] of spoken) {
    if (header.has(name))
      throw malformed(`The parameter ${name} comes in the Authorization header or beside it, not both`)
  }
  return new Map([...header, ...spoken])
}

/** Lists of pairs that may have been signed: clients disagree on whether the fields of a multipart body are. */
function signedLists(
  header: ReadonlyMap<string, string> | undefined,
  query: readonly Pair[],
  body: SignableBody | undefined,
): (readonly Pair[])[] {
  const signed: Pair[] = []
  // They are to be sorted, and most names come before `oauth_`.
  for (const pair of query) if (isSigned(pair)) signed.push(pair)
  if (header !== undefined) for (const pair of header) if (isSigned(pair)) signed.push(pair)
  if (body === undefined || body.kind === 'opaque') return [signed]
  const fields = body.pairs.filter(isSigned)
  const all = [...signed, ...fields]
  if (body.kind === 'form') return [all]
  const lists = [all]
  const spoken = fields.filter(([name]) => isOAuthName(name))
  if (spoken.length < fields.length) lists.unshift([...signed, ...spoken])
  if (body.beside !== undefined && body.beside.length > 0) lists.push([...all, ...body.beside])
  return lists
}

function isSigned([name]: Pair): boolean {
  return name !== 'oauth_signature'
}
