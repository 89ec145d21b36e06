import type { JsonSchema } from '../../core/schema/json-schema.js'
import type { BodyTemplate, HttpVerb } from '../http/operation.js'
import type { Template } from '../http/template.js'
import type { OperationDraft } from './draft.js'
import { flatten, isPlainObject } from './flatten.js'
import { chooseMedia, essence, type Media } from './media-types.js'
import type { RawObject } from './raw.js'
import { fileOf, partsOf } from './read-parts.js'
import { Refusal } from './refusal.js'

/** The name of a parameter that is the whole body. */
const wholeBody = 'body'

/** The media type that each encoding has by itself. */
const usualTypes: ReadonlySet<string> = new Set([
  ...['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain', 'application/xml'],
  'application/octet-stream',
])

/**
 * Reads the body of an operation: the members of an object become parameters, any other value is the parameter `body`.
 *
 * @param raw the `requestBody`, resolved
 * @throws Refusal for a body that cannot be sent
 */
export function readBody(raw: RawObject, verb: HttpVerb, draft: OperationDraft): BodyTemplate | undefined {
  const media = chooseMedia(raw['content'])
  if (media === undefined) return undefined
  const required = raw['required'] === true
  if (verb === 'GET' || verb === 'HEAD') {
    if (required) throw new Refusal(`has a ${verb} request with a body, which is not sent`)
    draft.onDegraded(`has a body, which is not sent with ${verb}`)
    return undefined
  }
  const { encoding } = media
  const parts = encoding === 'form' || encoding === 'multipart' ? partsOf(media.raw['encoding']) : undefined
  return {
    encoding,
    contentType: contentTypeOf(media.type),
    value: bodyValue(media, required, draft),
    schema: undefined,
    ...(parts !== undefined && { parts }),
    required,
  }
}

function contentTypeOf(type: string): string | undefined {
  return usualTypes.has(essence(type)) || type.includes('*') ? undefined : type
}

function bodyValue({ encoding, type, raw }: Media, required: boolean, draft: OperationDraft): Template {
  const whole = { name: wholeBody, place: 'body', required } as const
  switch (encoding) {
    case 'binary':
      return draft.addFile({ ...whole, schema: {} })
    case 'text':
      return draft.add({ ...whole, schema: { type: 'string' } })
    case 'xml':
      draft.onDegraded(`has a body of the type ${type}, which is given as a text`)
      return draft.add({ ...whole, schema: { type: 'string', description: 'An XML document.' } })
    default:
      return treeOf(encoding, raw['schema'], whole, draft)
  }
}

function treeOf(
  encoding: 'json' | 'form' | 'multipart',
  raw: unknown,
  whole: { readonly name: string; readonly place: 'body'; readonly required: boolean },
  draft: OperationDraft,
): Template {
  const schema = draft.cleaner.clean(raw, draft.at(wholeBody, 'request'))
  const merged = flatten(schema, draft.cleaner)
  const hasMembers = Object.keys(merged.properties ?? {}).length > 0
  const isOpen = merged.additionalProperties !== undefined && merged.additionalProperties !== false
  if (isPlainObject(merged, draft.cleaner) && (hasMembers || !isOpen)) {
    if (isOpen) draft.onDegraded('has a body whose undeclared members cannot be sent')
    return spread(encoding, merged, raw, whole.required, draft)
  }
  if (encoding === 'json') return draft.add({ ...whole, schema })
  throw new Refusal(`has a body of the encoding ${encoding} whose members are not listed`)
}

/** Makes a parameter of each member. Where the body may be absent, none of them is required. */
function spread(
  encoding: 'json' | 'form' | 'multipart',
  { properties = {}, required = [] }: JsonSchema,
  raw: unknown,
  isRequired: boolean,
  draft: OperationDraft,
): Template {
  const members = Object.entries(properties).map(([name, schema]): [string, Template] => {
    const param = { name, place: 'body', schema, required: isRequired && required.includes(name) } as const
    const isFile = encoding === 'multipart' && fileOf(raw, name, draft)
    return [name, isFile ? draft.addFile(param) : draft.add(param)]
  })
  return { kind: 'object', members }
}
