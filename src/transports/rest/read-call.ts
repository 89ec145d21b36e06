import type { IncomingMessage } from 'node:http'
import { apiError, malformed } from '../../core/api-error.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { UploadSpool } from '../../core/ports/upload-spool.js'
import type { Registry } from '../../core/registry.js'
import { readForm, readQuery, utf8Text } from '../shared/form.js'
import { readJsonForm } from '../shared/json-form.js'
import { limits } from '../shared/limits.js'
import { mediaType } from '../shared/media-type.js'
import { type MultipartFiles, readMultipart } from '../shared/multipart.js'
import { PairList } from '../shared/pair-list.js'
import { patiently, readBody } from '../shared/read-body.js'
import { toCall } from '../shared/to-call.js'
import type { Exchange } from '../transport.js'
import { allowedVerbs, isCallVerb } from './verbs.js'

/** What reading a REST call depends on. */
export interface RestReader {
  readonly dialect: Dialect
  readonly registry: Registry
  readonly spool: UploadSpool
  /** Bytes of one uploaded file. */
  readonly uploadMax: number
}

/** A REST address, taken apart: `/api/{method}[/{format}]`, and anything after that is tolerated. */
export interface RestTarget {
  readonly method: string
  /** The word for the format; empty where there is none. */
  readonly format: string
}

/** Takes the path of a REST call apart. */
export function readTarget(path: string): RestTarget {
  const slash = path.indexOf('/', '/api/'.length)
  if (slash === -1) return { method: path.slice('/api/'.length), format: '' }
  const next = path.indexOf('/', slash + 1)
  return { method: path.slice('/api/'.length, slash), format: path.slice(slash + 1, next === -1 ? undefined : next) }
}

/**
 * Reads a call from query and body; at once where there is no body.
 *
 * @param formatKnown whether the format in the address exists
 * @throws ApiError 123, 124, then 102
 */
export function readCall(
  exchange: Exchange,
  { method }: RestTarget,
  formatKnown: boolean,
  reader: RestReader,
): Call | Promise<Call> {
  const { req, query, origin } = exchange
  if (!isCallVerb(req.method)) throw malformed(`REST calls come by ${allowedVerbs}`)
  const list = new PairList()
  readQuery(query, list)
  const finish = (files?: MultipartFiles) =>
    toCall({
      dialect: reader.dialect,
      method,
      post: req.method === 'POST',
      list,
      authorization: req.headers.authorization,
      formatKnown,
      files: files?.files,
      dispose: files?.dispose,
    })
  return req.method === 'POST' ? readPosted(req, method, origin.address, reader, list).then(finish) : finish()
}

async function readPosted(
  req: IncomingMessage,
  method: string,
  address: string,
  reader: RestReader,
  list: PairList,
): Promise<MultipartFiles | undefined> {
  const type = mediaType(req)
  if (type !== 'multipart/form-data') {
    readText(await readBody(req), type, list)
    return undefined
  }
  const fileNames = reader.registry.find(method)?.method.files ?? []
  const maxBytes = limits.body + fileNames.length * reader.uploadMax
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) {
    throw apiError(124, { detail: `A body for this method takes at most ${maxBytes} bytes` })
  }
  return patiently(req, () => readMultipart(req, { spool: reader.spool, address, fileNames, maxBytes }, list))
}

function readText(body: Buffer, type: string, list: PairList): void {
  if (body.length === 0) return
  const text = utf8Text(body)
  if (text === undefined) list.refuse('The body is not UTF-8')
  const readable = text ?? body.toString('latin1')
  if (type === 'application/json') readJsonForm(readable, list)
  else if (type === '' || type === 'application/x-www-form-urlencoded') readForm(readable, list)
  else list.refuse(`A body of the type ${JSON.stringify(type)} is not read here; send a form, multipart or JSON`)
}
