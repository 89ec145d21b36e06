import type { HttpVerb, PathPart } from '../../http/operation.js'
import type { Spot } from '../file/source.js'
import type { Params } from './read-params.js'
import { splitText } from './read-template.js'

/** The verb and the path of a method. */
export interface Call {
  readonly verb: HttpVerb
  readonly path: readonly PathPart[]
}

const verbs: readonly HttpVerb[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Characters of a path (RFC 3986 section 3.3), with whole percent encodings. */
const pathText = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/

/**
 * Reads `GET /orders/{id}`.
 *
 * @throws UpstreamsError where it is no verb with a path, or a parameter is none that a path can hold
 */
export function readCall(text: string, params: Params, spot: Spot): Call {
  const [, word, path = ''] = /^([A-Z]+) +(\/\S*)$/.exec(text.trim()) ?? []
  const verb = verbs.find((one) => one === word)
  if (verb === undefined)
    return spot.fail(`must be a verb and a path, such as GET /orders/{id}; verbs are ${verbs.join(', ')}`)
  const parts = splitText(path, params.names, spot)
  for (const part of parts) {
    if (typeof part === 'string') checkText(part, spot)
    else checkParam(part.param, params, spot)
  }
  const plain = parts.map((part) => (typeof part === 'string' ? part : 'x')).join('')
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(plain)) spot.fail('must have a path without the segments . and ..')
  return { verb, path: parts }
}

function checkText(text: string, spot: Spot): void {
  if (/[?#]/.test(text)) spot.fail('must be a path without ? and #; name its fields under query')
  if (!pathText.test(text)) spot.fail('must have a path whose other characters are percent-encoded')
}

function checkParam(name: string, { types }: Params, spot: Spot): void {
  const type = types.get(name)
  if (type === undefined) spot.fail(`cannot have {${name}} in the path; send it in a header`)
  else if (type.form !== 'scalar' || type.optional) {
    spot.fail(`has {${name}} in the path, so it must be one value that is required; correct its type under params`)
  }
}
