import { malformedParameter } from '../../core/api-error.js'
import { isObject } from '../../core/schema/pick-branch.js'
import type { CallValues } from './evaluate.js'
import type { PathPart } from './operation.js'
import { textOf } from './write-json.js'

/**
 * Compiles the path of an operation. Each parameter is encoded as a part of one segment, so that no value reaches another path.
 *
 * @returns the writer
 * @throws ApiError 123 from the writer, where a segment would be empty, `.` or `..`
 */
export function compilePath(parts: readonly PathPart[]): (values: CallValues) => string {
  const names = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.param]))
  if (names.length === 0) return constant(parts.join(''))
  return ({ params }) => {
    let path = ''
    for (const part of parts) path += typeof part === 'string' ? part : segmentOf(part, params)
    if (dotSegment.test(path))
      throw malformedParameter('A path parameter must not hold a segment "." or ".."', ...names)
    return path
  }
}

function constant(text: string): () => string {
  return () => text
}

/**
 * A segment `.` or `..`, which clients and servers resolve (RFC 3986 section 5.2.4), between slashes that are encoded too, since many servers
 * decode a path before they resolve it.
 */
const dotSegment = /(?:^|\/|%2F|%5C)\.{1,2}(?:\/|%2F|%5C|%3B|$)/

function segmentOf({ param, explode = false }: Exclude<PathPart, string>, params: CallValues['params']): string {
  const text = simpleText(params[param], explode, encodeURIComponent)
  if (text === '')
    throw malformedParameter(`The parameter ${param} is a part of the path, so it must not be empty`, param)
  return text
}

/**
 * The text of a value in the style `simple` of OpenAPI: paths and headers.
 *
 * @param encode encodes texts, but for the commas between them
 */
export function simpleText(value: unknown, explode: boolean, encode = (text: string) => text): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map((item) => encode(textOf(item))).join(',')
  if (!isObject(value)) return encode(textOf(value))
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
  return members.map(([name, member]) => `${encode(name)}${explode ? '=' : ','}${encode(textOf(member))}`).join(',')
}
