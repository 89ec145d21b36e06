import type { IncomingMessage } from 'node:http'
import type { UploadedFile } from '../../../core/call.js'
import type { Pair } from '../../../core/pair.js'
import { readForm, utf8Text } from '../../shared/form.js'
import { mediaType } from '../../shared/media-type.js'
import { readMultipart } from '../../shared/multipart/read-multipart.js'
import { digestOf, startDigest } from '../../shared/oauth/body-digest.js'
import { isOAuthName, type SignableBody } from '../../shared/oauth/read-oauth.js'
import { PairList } from '../../shared/pair-list.js'
import { readBody } from '../../shared/read-body.js'
import { sizeLimits } from '../../shared/size-limits.js'
import { withoutByteOrderMark } from '../byte-order-mark.js'
import type { RestReader } from '../read-call.js'
import { readJsonBody } from './read-json-body.js'
import type { RouteParams } from './route-params.js'
import { spoolBody } from './spool-body.js'

/** A body as it was read. What is no form has added its parameters already. */
export interface RouteBody {
  /** What OAuth may sign; its pairs are the fields of a form. */
  readonly signable: SignableBody
  readonly files?: ReadonlyMap<string, UploadedFile> | undefined
  readonly dispose?: (() => void) | undefined
}

const formType = 'application/x-www-form-urlencoded'

/**
 * Reads the body of a request at a route: JSON, a form, multipart, or, for a parameter that is the whole body, a text or a file.
 *
 * @param address the network address of the client
 * @throws ApiError 123 or 124, by rejecting
 */
export async function readRouteBody(
  req: IncomingMessage,
  address: string,
  params: RouteParams,
  reader: RestReader,
  into: PairList,
): Promise<RouteBody> {
  const type = mediaType(req)
  if (type === 'multipart/form-data') return readParts(req, address, params, reader, into)
  const [file] = params.body.length === 0 && params.whole === undefined ? params.files.values() : []
  if (file !== undefined && !isText(type)) return readFile(req, address, file, reader)
  const body = await readBody(req)
  const kind = readTextBody(body, type, params, into)
  const fields = new PairList('any')
  if (kind === 'form') readForm(textOf(body, into), fields)
  if (fields.flaw !== undefined) into.flaw ??= fields.flaw
  return { signable: { kind, pairs: fields.pairs, digest: digestOf(body) } }
}

function isText(type: string): boolean {
  return type === 'application/json' || type === formType
}

/** Reads a body in memory, unless it is a form. */
function readTextBody(body: Buffer, type: string, params: RouteParams, into: PairList): 'form' | 'opaque' {
  if (body.length === 0) return type === formType ? 'form' : 'opaque'
  const { whole } = params
  if (
    /^application\/(?:[\w.!#$&^+-]+\+)?json$/.test(type) ||
    (type === '' && /^\s*[[{]/.test(body.toString('latin1')))
  ) {
    readJsonBody(textOf(body, into), params, into)
    return 'opaque'
  }
  if (whole !== undefined && type.startsWith('text/')) {
    into.add(whole.name, textOf(body, into))
    return 'opaque'
  }
  if (type === formType || type === '') return 'form'
  into.refuse(`A body of the type ${JSON.stringify(type)} is not read here; send JSON, a form or multipart`)
  return 'opaque'
}

function textOf(body: Buffer, into: PairList): string {
  const text = utf8Text(body)
  if (text === undefined) into.refuse('The body is not UTF-8')
  return withoutByteOrderMark(text ?? '')
}

async function readParts(
  req: IncomingMessage,
  address: string,
  params: RouteParams,
  { dialect, spool, uploadMax }: RestReader,
  into: PairList,
): Promise<RouteBody> {
  const fileNames = [...params.files.keys()]
  const texts = new Set(params.body.map(({ wire }) => wire))
  const { reserved } = dialect.credentials
  const digest = startDigest()
  const fields = new PairList('any')
  const { files, beside, dispose } = await readMultipart(
    req,
    {
      ...{ spool, address, fileNames, onChunk: digest.update },
      isText: (name) => texts.has(name) || reserved.has(name) || isOAuthName(name),
      maxBytes: sizeLimits.body + fileNames.length * uploadMax,
    },
    fields,
  )
  if (fields.flaw !== undefined) into.flaw ??= fields.flaw
  const renamed = Array.from(files, ([wire, file]) => [params.files.get(wire) ?? wire, file] as const)
  const signable = { kind: 'multipart', pairs: fields.pairs, beside, digest: digest.digest } as const
  return { signable, files: new Map(renamed), dispose }
}

async function readFile(
  req: IncomingMessage,
  address: string,
  name: string,
  { spool, uploadMax }: RestReader,
): Promise<RouteBody> {
  const digest = startDigest()
  const options = { maxBytes: uploadMax, onChunk: digest.update }
  const { files, dispose } = await spoolBody(req, spool.open(address, name), name, options)
  const pairs: readonly Pair[] = []
  return { signable: { kind: 'opaque', pairs, digest: digest.digest }, files, dispose }
}
