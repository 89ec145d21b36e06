import type { JsonSchema } from '../../core/schema/json-schema.js'
import type { HeaderField, PathPart, QueryField, QueryStyle, RequestTemplate } from '../http/operation.js'
import type { Template } from '../http/template.js'
import type { OperationDraft } from './draft.js'
import { flagOf, isRawObject, membersOf, objectOf, type RawObject, textOf } from './raw.js'
import { constant, type PathTemplate } from './read-path.js'
import { Refusal } from './refusal.js'
import { descriptionOf, joinSentences } from './texts.js'

/** The request without its body. */
export type RequestHead = Omit<RequestTemplate, 'body'>

/** Headers that the gateway or HTTP itself writes; OpenAPI ignores the first three as parameters. */
const ownHeaders: ReadonlySet<string> = new Set([
  ...['accept', 'content-type', 'authorization', 'accept-encoding', 'connection', 'content-length', 'cookie', 'expect'],
  ...['host', 'keep-alive', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'user-agent'],
  ...['x-request-id', 'traceparent', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'],
])

/** The order in which parameters take their names: the later ones get the name of their place behind theirs. */
const order = ['query', 'path', 'header', 'cookie'] as const

/**
 * Reads the parameters of an operation outside its body.
 *
 * @param credentials the parameters that are credentials of the service, as `header x-api-key`
 * @throws Refusal for a parameter that cannot be sent
 */
export function readParameters(
  path: PathTemplate,
  parameters: readonly RawObject[],
  draft: OperationDraft,
  credentials: ReadonlySet<string>,
): RequestHead {
  const inPath = new Map<string, PathPart[]>()
  const query: QueryField[] = path.query.map(([name, value]) => plainField(name, constant(value)))
  const headers: HeaderField[] = []
  const cookies: HeaderField[] = []
  for (const place of order) {
    for (const raw of parameters) {
      const name = textOf(raw['name'])
      if (raw['in'] !== place || name === undefined || isOurs(place, name, credentials)) continue
      if (place === 'path' && !path.parts.some((part) => typeof part !== 'string' && part.name === name)) continue
      const value = addParameter(raw, name, place, draft)
      if (place === 'query') query.push(queryField(name, value, raw))
      if (place === 'header') headers.push({ name: name.toLowerCase(), value, explode: raw['explode'] === true })
      if (place === 'cookie') cookies.push({ name, value, explode: raw['explode'] === true })
      if (place === 'path') inPath.set(name, pathParts(value, raw))
    }
  }
  return { path: fillPath(path, inPath, draft), query, headers, cookies }
}

function isOurs(place: string, name: string, credentials: ReadonlySet<string>): boolean {
  if (credentials.has(`${place} ${name.toLowerCase()}`)) return true
  return place === 'header' && ownHeaders.has(name.toLowerCase())
}

function addParameter(raw: RawObject, name: string, place: (typeof order)[number], draft: OperationDraft): Template {
  const required = place === 'path' || raw['required'] === true
  return draft.add({ name, place, schema: schemaOf(raw, name, draft), required })
}

/** The schema of a parameter. One with a media type is its text, as JSON for instance. */
function schemaOf(raw: RawObject, name: string, draft: OperationDraft): JsonSchema {
  const [media] = membersOf(raw['content'])
  const description = descriptionOf(raw['description'])
  if (media !== undefined) {
    draft.onDegraded(`${name} is a text of the type ${media[0]}, which is sent as it is`)
    return { type: 'string', description: joinSentences(description, `A text of the type ${media[0]}.`) }
  }
  const schema = draft.cleaner.clean(raw['schema'] ?? { type: 'string' }, draft.at(name, 'request'))
  return description === undefined ? schema : { ...schema, description: withDefault(description, schema) }
}

/** The description of the parameter itself, with the default that its schema has. */
function withDefault(description: string, schema: JsonSchema): string {
  const initial = /(?:^| )(Default: .*)$/s.exec(schema.description ?? '')?.[1]
  return joinSentences(description, initial)
}

const queryStyles: ReadonlySet<unknown> = new Set(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'])

function isQueryStyle(style: unknown): style is QueryStyle {
  return queryStyles.has(style)
}

function queryField(name: string, value: Template, raw: RawObject): QueryField {
  const style = isQueryStyle(raw['style']) ? raw['style'] : 'form'
  const explode = flagOf(raw['explode']) ?? style === 'form'
  return { name, value, style, explode, allowReserved: raw['allowReserved'] === true }
}

function plainField(name: string, value: Template): QueryField {
  return { name, value, style: 'form', explode: true, allowReserved: false }
}

/** The parts of a path parameter by its style (OpenAPI 3.1, "Style Values"). */
function pathParts(value: Template, raw: RawObject): PathPart[] {
  if (value.kind !== 'param') return []
  const { name: param } = value
  const explode = raw['explode'] === true
  const style = raw['style'] ?? 'simple'
  if (style === 'simple') return [explode ? { param, explode } : { param }]
  const type = objectOf(raw['schema'])['type']
  if (style !== 'label' && style !== 'matrix') throw new Refusal(`has the path parameter ${param} in an unknown style`)
  if (type === 'array' || type === 'object' || isRawObject(raw['content'])) {
    throw new Refusal(`has the path parameter ${param} with several values in the style ${style}`)
  }
  return [style === 'label' ? '.' : `;${encodeURIComponent(String(raw['name']))}=`, { param }]
}

function fillPath({ parts }: PathTemplate, given: ReadonlyMap<string, PathPart[]>, draft: OperationDraft): PathPart[] {
  const known = new Map(given)
  return parts.flatMap((part) => {
    if (typeof part === 'string') return [part]
    const found = known.get(part.name)
    if (found !== undefined) return found
    draft.onDegraded(`${part.name} is in the path, but is not declared; it is a text`)
    const value = draft.add({ name: part.name, place: 'path', schema: { type: 'string' }, required: true })
    const made = pathParts(value, {})
    known.set(part.name, made)
    return made
  })
}
