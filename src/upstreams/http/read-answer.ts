import { isAscii } from 'node:buffer'
import { isMediaType } from '../../core/files/file-result.js'
import type { Shape } from '../../core/schema/shape.js'
import type { UpstreamResponse } from '../client/upstream-client.js'
import { UpstreamError } from '../client/upstream-error.js'
import { type AnswerFacts, unfit } from './answer-value.js'
import { holdsDecimals } from './holds-decimals.js'
import type { ResultTemplate } from './operation.js'
import { parseJson } from './parse-json.js'
import { carriable } from './read-any.js'
import { decodeText } from './read-charset.js'
import { compileAnswer } from './read-value.js'

/** Reads the answer of a service as the result of the method. @throws UpstreamError where it is not what was declared */
export type ReadAnswer = (response: UpstreamResponse) => Promise<unknown>

/** The options of reading answers. */
export interface AnswerOptions {
  /** The shape of the result, with its required members. */
  readonly shape: Shape
  /** Called with the path of a required member that is missing. */
  readonly onMissing: (path: string) => void
}

/** Compiles the reader of the successful answers of an operation. */
export function compileResult(template: ResultTemplate, { shape, onMissing }: AnswerOptions): ReadAnswer {
  switch (template.content) {
    case 'none':
      return async (response) => {
        response.discard()
        return {}
      }
    case 'binary':
      return async (response) => fileOf(response)
    case 'text':
    case 'xml':
      return async (response) =>
        carriable(decodeText(await response.bytes(), response.header('content-type')), shape.path)
    case 'json':
      return compileJsonAnswer(shape, template.member, onMissing)
  }
}

function compileJsonAnswer(shape: Shape, member: string | undefined, onMissing: AnswerFacts['onMissing']): ReadAnswer {
  const read = compileAnswer(shape)
  const keepsZeros = holdsDecimals(shape)
  const parse = (bytes: Uint8Array, type: string | undefined) => {
    if (bytes.byteLength === 0) return emptyOf(shape)
    const { value, isSuspicious } = parseJson(decodeText(bytes, type), isAscii(bytes), keepsZeros)
    const result = member === undefined ? value : memberOf(value, member)
    if (result === null || result === undefined) return emptyOf(shape)
    return read(result, { isSuspicious, onMissing }, 0)
  }
  return (response) => {
    const type = response.header('content-type')
    checkJson(type, response)
    return response.bytes().then((bytes) => parse(bytes, type))
  }
}

/** Media types of JSON (RFC 8259, RFC 6839 section 3.1), and `text/json` of old services. Without one the text itself decides. */
const json =
  /^\s*(?:application\/(?:[\w.!#$&^+-]+\+)?json|text\/(?:json|javascript)|application\/javascript)\s*(?:;|$)/i

function checkJson(type: string | undefined, response: UpstreamResponse): void {
  if (type === undefined || json.test(type)) return
  response.discard()
  throw new UpstreamError('unreadable', `the answer is of the type ${type.slice(0, 80)}, not JSON`, { maybeSent: true })
}

function memberOf(value: unknown, member: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UpstreamError('unreadable', `the answer is no object with the member ${member}`, { maybeSent: true })
  }
  return Object.entries(value).find(([name]) => name === member)?.[1]
}

/** The result of an answer without a body. @throws UpstreamError where the shape has no empty value */
function emptyOf(shape: Shape): unknown {
  switch (shape.kind) {
    case 'list':
      return []
    case 'object':
      return {}
    case 'any':
      return null
    case 'ref':
      return emptyOf(shape.target())
    default:
      throw unfit(shape, 'present')
  }
}

const fileName = /;\s*filename="([^"\\\0-\x1f\x7f]{1,200})"/i

/** A binary answer, streamed. */
function fileOf(response: UpstreamResponse) {
  const type = response.header('content-type') ?? ''
  const length = /^\d{1,15}$/.exec(response.header('content-length') ?? '')?.[0]
  const name = fileName.exec(response.header('content-disposition') ?? '')?.[1]
  const isEncoded = response.header('content-encoding') !== undefined
  return {
    contentType: isMediaType(type) ? type : 'application/octet-stream',
    content: response.stream(),
    ...(name !== undefined && { name }),
    ...(length !== undefined && !isEncoded && { length: Number(length) }),
  }
}
