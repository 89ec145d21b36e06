import type { IncomingMessage } from 'node:http'
import { apiError, malformed } from '../../core/api-error.js'
import { percentDecode } from '../../core/auth/oauth1/percent-encode.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { MaybePromise } from '../../core/maybe-promise.js'
import type { MethodDescription } from '../../core/method-spec.js'
import type { UploadSpool } from '../../core/ports/upload-spool.js'
import type { Registry } from '../../core/registry.js'
import type { Shape } from '../../core/schema/shape.js'
import { readForm, readQuery, utf8Text } from '../shared/form.js'
import { readJsonForm } from '../shared/json-form.js'
import { mediaType } from '../shared/media-type.js'
import { checkMethodName } from '../shared/method-name.js'
import { type MultipartFiles, readMultipart } from '../shared/multipart/read-multipart.js'
import { digestOf, startDigest } from '../shared/oauth/body-digest.js'
import { isOAuthName, readOAuth, type SignableBody } from '../shared/oauth/read-oauth.js'
import type { SignedUris } from '../shared/oauth/signed-uris.js'
import { PairList } from '../shared/pair-list.js'
import { readBody } from '../shared/read-body.js'
import { sizeLimits } from '../shared/size-limits.js'
import { nativeParams } from '../shared/text-params.js'
import { toCall } from '../shared/to-call.js'
import type { Exchange } from '../transport.js'
import { withoutByteOrderMark } from './byte-order-mark.js'
import { allowedVerbs, isCallVerb } from './verbs.js'

/** The dependencies of reading a REST call. */
export interface RestReader {
  readonly dialect: Dialect
  readonly spool: UploadSpool
  /** The maximum size of an uploaded file, in bytes. */
  readonly uploadMax: number
  readonly signedUris: SignedUris
}

/**
 * Reads a call from query and body, synchronously where there is no body.
 *
 * @param formatKnown whether the format in the address exists
 * @param registry the methods of this call
 * @throws ApiError 123, 124, then 102
 */
export function readCall(
  exchange: Exchange,
  formatKnown: boolean,
  registry: Registry,
  reader: RestReader,
): MaybePromise<Call> {
  const { req, method, query } = exchange
  if (!isCallVerb(req.method)) throw malformed(`REST calls come by ${allowedVerbs}`)
  checkMethodName(percentDecode(method) ?? method)
  const list = new PairList()
  readQuery(query, list)
  const inQuery = list.pairs.length
  const finish = (posted?: PostedBody) =>
    toCall({
      dialect: reader.dialect,
      registry,
      method,
      post: req.method === 'POST',
      list,
      headers: req.headers,
      readOAuth: () =>
        readOAuth({
          exchange,
          query: posted === undefined ? list.pairs : list.pairs.slice(0, inQuery),
          body: posted && { ...posted, pairs: list.pairs.slice(inQuery) },
          signedUris: reader.signedUris,
        }),
      formatKnown,
      files: posted?.files?.files,
      dispose: posted?.files?.dispose,
    })
  return req.method === 'POST' ? readPosted(exchange, registry.find(method), reader, list).then(finish) : finish()
}

/** The body of a POST, without its pairs. */
interface PostedBody extends Omit<SignableBody, 'pairs'> {
  readonly files?: MultipartFiles
}

async function readPosted(
  { req, origin }: Exchange,
  declared: MethodDescription | undefined,
  reader: RestReader,
  list: PairList,
): Promise<PostedBody> {
  const type = mediaType(req)
  if (type !== 'multipart/form-data') {
    const body = await readBody(req)
    readText(body, type, list, nativeParams(declared))
    return { kind: type === '' || type === formType ? 'form' : 'opaque', digest: digestOf(body) }
  }
  const fileNames = declared?.files ?? []
  const maxBytes = sizeLimits.body + fileNames.length * reader.uploadMax
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) {
    throw apiError('request-too-large', { detail: `A body for this method takes at most ${maxBytes} bytes` })
  }
  const digest = announcesDigest(req, list) ? startDigest() : undefined
  const { reserved } = reader.dialect.credentials
  const isText = (name: string) => declared?.params.names.has(name) === true || reserved.has(name) || isOAuthName(name)
  const options = { spool: reader.spool, address: origin.address, fileNames, isText, maxBytes, onChunk: digest?.update }
  const files = await readMultipart(req, options, list)
  return { kind: 'multipart', digest: digest?.digest, beside: files.beside, files }
}

/** Whether the request announces a body hash, so that a streamed body must be digested as it arrives. */
function announcesDigest(req: IncomingMessage, list: PairList): boolean {
  const header = percentDecode(req.headers.authorization ?? '')
  return header?.includes('oauth_body_hash') === true || list.has('oauth_body_hash')
}

const formType = 'application/x-www-form-urlencoded'

function readText(body: Buffer, type: string, list: PairList, natives: ReadonlyMap<string, Shape>): void {
  if (body.length === 0) return
  const text = utf8Text(body)
  if (text === undefined) list.refuse('The body is not UTF-8')
  const readable = withoutByteOrderMark(text ?? body.toString('latin1'))
  if (type === 'application/json') readJsonForm(readable, list, natives)
  else if (type === '' || type === formType) readForm(readable, list)
  else list.refuse(`A body of the type ${JSON.stringify(type)} is not read here; send a form, multipart or JSON`)
}
