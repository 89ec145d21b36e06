import type { BodyEncoding } from '../http/operation.js'
import { isRawObject, membersOf, type RawObject } from './raw.js'

/** A media type that a body or an answer may have. */
export interface Media {
  /** As it is written in the document. */
  readonly type: string
  readonly encoding: BodyEncoding
  /** Its schema and encodings. */
  readonly raw: RawObject
}

/** The encodings, the ones that are preferred first. */
const preferences: readonly BodyEncoding[] = ['json', 'form', 'multipart', 'text', 'xml', 'binary']

/** Streams without an end, which methods cannot answer with. */
export const streamed: ReadonlySet<string> = new Set(['text/event-stream'])

/** Chooses one of the media types of a `content`: JSON first. Undefined where there is none. */
export function chooseMedia(content: unknown): Media | undefined {
  const all = membersOf(content).map(([type, value]): Media => {
    const raw = isRawObject(value) ? value : {}
    return { type, encoding: encodingOf(type, raw['schema']), raw }
  })
  const usable = all.filter(({ type }) => !streamed.has(essence(type)))
  return (
    preferences.map((one) => usable.find(({ encoding }) => encoding === one)).find((one) => one !== undefined) ?? all[0]
  )
}

/** A media type without parameters, in lower case. */
export function essence(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase()
}

const json = /^(?:application|text)\/(?:[\w.+-]+\+)?json$|^\*\/\*$|^application\/\*$/
const xml = /^(?:application|text)\/(?:[\w.+-]+\+)?xml$/

/** Formats of lines or records that are texts for the gateway. */
const textual =
  /^text\/|^application\/(?:(?:x-)?(?:ndjson|jsonl|json-seq|yaml|csv)|json-lines|[\w.+-]+\+yaml|javascript|graphql)$/

function encodingOf(type: string, schema: unknown): BodyEncoding {
  const name = essence(type)
  if (json.test(name)) return isBinary(schema) && name.includes('*') ? 'binary' : 'json'
  if (name === 'application/x-www-form-urlencoded') return 'form'
  if (name.startsWith('multipart/')) return 'multipart'
  if (xml.test(name)) return 'xml'
  if (textual.test(name)) return 'text'
  // A type that is not known is JSON where its schema says that it has members.
  return hasMembers(schema) ? 'json' : 'binary'
}

function hasMembers(schema: unknown): boolean {
  if (!isRawObject(schema)) return false
  const { type, $ref, properties, allOf, oneOf, anyOf } = schema
  return (
    type === 'object' || type === 'array' || [$ref, properties, allOf, oneOf, anyOf].some((word) => word !== undefined)
  )
}

/** Whether a schema is of bytes: `format: binary`, Swagger's `type: file`, or a media type without an encoding (OpenAPI 3.1). */
export function isBinary(schema: unknown): boolean {
  if (!isRawObject(schema)) return false
  const { type, format, contentMediaType, contentEncoding } = schema
  if (type === 'file') return true
  if (type !== undefined && type !== 'string') return false
  return format === 'binary' || (typeof contentMediaType === 'string' && contentEncoding === undefined)
}
