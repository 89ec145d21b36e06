import type { BodyEncoding, BodyTemplate } from '../../http/operation.js'
import type { Template } from '../../http/template.js'
import type { Spot } from '../file/source.js'
import type { Params } from './read-params.js'
import { paramsOf } from './read-template.js'

/** What a body depends on. */
export interface BodyContext {
  /** The media type that the file names. */
  readonly contentType: string | undefined
  readonly params: Params
  /** The position of the body. */
  readonly spot: Spot
}

/**
 * Chooses the encoding of a body: that of its media type; without one JSON, multipart where files are among its members, or the
 * file itself.
 *
 * @throws UpstreamsError where the value cannot be written so
 */
export function compileBody(value: Template, context: BodyContext): BodyTemplate {
  const { params, contentType } = context
  const files = new Set(params.files.map(({ name }) => name))
  const hasFiles = paramsOf(value).some((name) => files.has(name))
  const encoding = hasFiles ? fileEncoding(value, files, context) : encodingOf(context)
  if (encoding !== 'json' && encoding !== 'binary') checkValue(value, encoding, context)
  return { encoding, contentType, value, schema: undefined, required: !isAbsentable(value, params) }
}

/** The encoding of a body with files. */
function fileEncoding(value: Template, files: ReadonlySet<string>, { contentType, spot }: BodyContext): BodyEncoding {
  if (value.kind === 'param') return 'binary'
  const members = value.kind === 'object' ? value.members.map(([, member]) => member) : []
  const inner = members.filter(({ kind }) => kind !== 'param').flatMap(paramsOf)
  const wrong =
    value.kind === 'object' ? inner.find((name) => files.has(name)) : paramsOf(value).find((name) => files.has(name))
  if (wrong !== undefined)
    spot.fail(`has the file ${wrong} inside a value; make it a member of the body, or the whole body`)
  if (contentType !== undefined && !/^multipart\/form-data$/i.test(contentType)) {
    spot.fail('has files among its members, so its Content-Type must be multipart/form-data')
  }
  return 'multipart'
}

/** The encodings by their media types (RFC 6839 for +json). */
const mediaTypes: readonly (readonly [type: RegExp, encoding: BodyEncoding])[] = [
  [/^(?:application\/json|[a-z]+\/[\w.!#$&^-]+\+json)(?:\s*;|$)/i, 'json'],
  [/^application\/x-www-form-urlencoded$/i, 'form'],
  [/^multipart\/form-data$/i, 'multipart'],
  [/^text\/(?!xml)[\w.+-]+(?:\s*;|$)/i, 'text'],
]

function encodingOf({ contentType, spot }: BodyContext): BodyEncoding {
  if (contentType === undefined) return 'json'
  const found = mediaTypes.find(([type]) => type.test(contentType))
  const known = 'take JSON, a form (application/x-www-form-urlencoded, multipart/form-data) or text'
  return found === undefined ? spot.fail(`has a Content-Type that cannot be written here; ${known}`) : found[1]
}

function checkValue(value: Template, encoding: BodyEncoding, { params, spot }: BodyContext): void {
  if (encoding !== 'text') {
    if (value.kind !== 'object') spot.fail('must be members with values, as it is sent as a form')
    return
  }
  const isTree = paramsOf(value).some((name) => params.types.get(name)?.form !== 'scalar')
  if (isTree || value.kind === 'object' || value.kind === 'list')
    spot.fail('must be one value, as it is sent as a text')
}

/** Whether there are calls in which a value is absent. */
function isAbsentable(value: Template, params: Params): boolean {
  if (value.kind === 'text') return value.parts.some((part) => isAbsentable(part, params))
  return value.kind === 'param' && params.types.get(value.name)?.optional === true
}
