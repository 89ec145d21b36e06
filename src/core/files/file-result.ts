import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { z } from 'zod'

/** The bytes of a file: all of them, or a stream of them. Chunks that are strings are sent in UTF-8. */
export type FileContent = Uint8Array | Readable | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>

/** A file as a handler gives it, where the result declares `file()`. */
export interface FileResult {
  /** The media type, such as `image/png` or `text/csv; charset=utf-8`. */
  readonly contentType: string
  /** The name under which clients save it. */
  readonly name?: string | undefined
  /** The number of bytes, where it is known; other content is refused. */
  readonly length?: number | undefined
  /** Whether browsers may show it in place of saving it; false by default. */
  readonly inline?: boolean | undefined
  readonly content: FileContent
}

/**
 * Declares a file in a result: the whole result, which REST streams, or a member, of which all protocols carry the bytes as
 * base64.
 */
export const file = () => z.custom<FileResult>().meta({ type: 'string', format: 'binary' })

/** Whether a schema is one of {@link file}. */
export function isFileSchema(schema: z.core.$ZodType): boolean {
  return schema._zod.def.type === 'custom' && z.globalRegistry.get(schema)?.['format'] === 'binary'
}

/** A media type with parameters (RFC 9110 section 8.3.1). */
const mediaType =
  /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:[ \t]*;[ \t]*[\w!#$%&'*+.^`|~-]+=(?:[\w!#$%&'*+.^`|~-]+|"[\x20\x21\x23-\x5b\x5d-\x7e]*"))*$/

/** Whether a text is a media type, with or without parameters. */
export function isMediaType(text: string): boolean {
  return mediaType.test(text)
}

/** Text without control characters and lone surrogates, which no header can carry. */
const fileName = /^[^\0-\x1f\x7f\p{Surrogate}]+$/u

const fileResult = z.object({
  contentType: z.string('must be a media type').regex(mediaType, 'must be a media type, such as image/png'),
  name: z.string().regex(fileName, 'must not be empty or hold control characters').optional(),
  length: z.int().min(0).optional(),
  inline: z.boolean().optional(),
  content: z.custom<FileContent>(isContent, 'must be bytes or a stream of bytes'),
})

/**
 * Checks the value that a handler returned for a file.
 *
 * @param path the method and the path of the file in its result, for messages
 * @throws TypeError that names the member that is wrong
 */
export function checkFile(value: unknown, path: string): FileResult {
  const { data, error } = fileResult.safeParse(value)
  const [issue] = error?.issues ?? []
  if (data === undefined) {
    const place = [path, ...(issue?.path ?? [])].join('.')
    const isMember = issue !== undefined && issue.path.length > 0
    throw new TypeError(`${place} ${isMember ? issue.message : 'must be a file of the form { contentType, content }'}`)
  }
  const { content, length } = data
  if (content instanceof Uint8Array && length !== undefined && length !== content.byteLength) {
    throw new TypeError(`${path} has ${content.byteLength} bytes; its length says ${length}`)
  }
  return data
}

function isContent(value: unknown): value is FileContent {
  return value instanceof Uint8Array || isStream(value)
}

/** Whether a value is a stream, of whichever kind. */
export function isStream(value: unknown): value is Exclude<FileContent, Uint8Array> {
  return (
    value instanceof Readable ||
    value instanceof ReadableStream ||
    (typeof value === 'object' && value !== null && Symbol.asyncIterator in value)
  )
}
