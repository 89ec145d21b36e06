import type { BodyTemplate, HeaderField, QueryField, RequestTemplate } from '../../http/operation.js'
import type { Template } from '../../http/template.js'
import type { Spot } from '../file/source.js'
import type { MethodWords } from '../words/method-words.js'
import { checkFlat } from './check-flat.js'
import { compileBody } from './compile-body.js'
import type { Call } from './read-call.js'
import { type HeaderLines, readHeaders } from './read-headers.js'
import type { Params } from './read-params.js'
import { paramsOf, readTemplate } from './read-template.js'

/** What a request is made of. */
export interface RequestContext {
  readonly call: Call
  readonly params: Params
  /** The position of the method. */
  readonly spot: Spot
}

/** A request, with the media types of its answers where the file names some. */
export interface MethodRequest {
  readonly template: RequestTemplate
  readonly accept: string | undefined
}

/**
 * Reads the request of a method. A parameter that it does not use goes into the query or, for verbs with a body, into a JSON body.
 *
 * @throws UpstreamsError with the place of a parameter that is sent nowhere, or of a value that cannot be sent where it is
 */
export function readRequest(words: MethodWords, context: RequestContext): MethodRequest {
  const { call, params, spot } = context
  const query = readQuery(words.query ?? {}, context)
  const headers = readHeaders(words.headers ?? {}, params, spot.at('headers'))
  const given = words.body === undefined ? undefined : readTemplate(words.body, params, spot.at('body'))
  if (given !== undefined && isRead(call))
    spot.at('body').fail(`belongs to a ${call.verb}, which has no body; use query`)
  const rest = unusedOf(context, [...query, ...headers.fields], given)
  const [first] = rest
  if (!takesQuery(call) && given !== undefined && first !== undefined) {
    spot.at('params', first).fail('is sent nowhere; name it in body, query or headers, or leave it out')
  }
  const added = takesQuery(call) ? rest.map((name) => restField(name, query, context)) : []
  const body = given ?? (takesQuery(call) ? undefined : bodyOf(rest))
  return {
    template: {
      path: call.path,
      query: [...query, ...added],
      headers: headers.fields,
      cookies: [],
      body: readBody(body, headers, context),
    },
    accept: headers.accept,
  }
}

/** Whether the verb has no body (RFC 9110, sections 9.3.1 and 9.3.2). */
function isRead({ verb }: Call): boolean {
  return verb === 'GET' || verb === 'HEAD'
}

/** Whether parameters go into the query where the file does not say otherwise. */
function takesQuery({ verb }: Call): boolean {
  return verb === 'GET' || verb === 'HEAD' || verb === 'DELETE' || verb === 'OPTIONS'
}

function unusedOf(
  { call, params }: RequestContext,
  fields: readonly (QueryField | HeaderField)[],
  body: Template | undefined,
): readonly string[] {
  const used = new Set([
    ...call.path.flatMap((part) => (typeof part === 'string' ? [] : [part.param])),
    ...fields.flatMap(({ value }) => paramsOf(value)),
    ...(body === undefined ? [] : paramsOf(body)),
  ])
  return [...params.names].filter((name) => !used.has(name))
}

function readQuery(words: NonNullable<MethodWords['query']>, { params, spot }: RequestContext): readonly QueryField[] {
  return Object.entries(words).map(([name, value]) => {
    const at = spot.at('query', name)
    if (name === '') at.fail('must have a name')
    return queryField(name, checkFlat(readTemplate(value, params, at), params, at))
  })
}

/** The field of a parameter that the file does not place. */
function restField(name: string, query: readonly QueryField[], { params, spot }: RequestContext): QueryField {
  const at = spot.at('params', name)
  if (query.some((field) => field.name === name))
    at.fail('is sent nowhere, as query has another field of its name; use it there')
  return queryField(name, checkFlat({ kind: 'param', name }, params, at))
}

function queryField(name: string, value: Template): QueryField {
  return { name, value, style: 'form', explode: true, allowReserved: false }
}

function bodyOf(names: readonly string[]): Template | undefined {
  if (names.length === 0) return undefined
  return { kind: 'object', members: names.map((name) => [name, { kind: 'param', name }]) }
}

function readBody(
  value: Template | undefined,
  { contentType }: HeaderLines,
  { params, spot }: RequestContext,
): BodyTemplate | undefined {
  if (value === undefined) {
    if (contentType !== undefined)
      spot.at('headers').fail('names the Content-Type of a body, but there is none; leave it out')
    return undefined
  }
  return compileBody(value, { contentType, params, spot: spot.at('body') })
}
