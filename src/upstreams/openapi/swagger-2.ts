import type { RawDocument } from './document.js'
import { isRawObject, membersOf, objectOf, type RawObject, textsOf } from './raw.js'

/** The members of an operation of OpenAPI 3 that those of Swagger 2 are turned into. */
export interface OperationMembers {
  readonly parameters: readonly RawObject[]
  readonly requestBody: RawObject | undefined
  readonly responses: RawObject
}

/**
 * Turns the parameters and answers of an operation of Swagger 2 into those of OpenAPI 3. References of schemas stay as they are.
 *
 * @param parameters all parameters of the operation, resolved
 * @throws Refusal where a reference leads nowhere
 */
export function fromSwagger2(
  raw: RawObject,
  parameters: readonly RawObject[],
  document: RawDocument,
): OperationMembers {
  const consumes = mediaTypes(raw['consumes'] ?? document.root['consumes'])
  const produces = mediaTypes(raw['produces'] ?? document.root['produces'])
  const answers = membersOf(raw['responses']).map(([status, value]): [string, unknown] => {
    return [status, isRawObject(value) ? answerOf(document.follow(value), produces) : value]
  })
  return {
    parameters: parameters.filter(({ in: place }) => place !== 'body' && place !== 'formData').map(parameterOf),
    requestBody: bodyOf(parameters, consumes),
    responses: Object.fromEntries(answers),
  }
}

function mediaTypes(value: unknown): readonly string[] {
  const types = textsOf(value)
  return types.length === 0 ? ['application/json'] : types
}

function answerOf(answer: RawObject, produces: readonly string[]): RawObject {
  const { schema } = answer
  if (schema === undefined) return answer
  const isFile = objectOf(schema)['type'] === 'file'
  const binary = produces.find((type) => !/json|xml|^text\//.test(type)) ?? 'application/octet-stream'
  const types = isFile ? [binary] : produces
  return { ...answer, content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

/** The styles of `collectionFormat`; tabs are sent as they are in no style of OpenAPI 3. */
const styles: Readonly<Record<string, RawObject>> = {
  csv: { explode: false },
  ssv: { style: 'spaceDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  multi: { explode: true },
}

function styleOf({ type, collectionFormat }: RawObject): RawObject {
  if (type !== 'array') return {}
  return styles[String(collectionFormat ?? 'csv')] ?? { explode: false }
}

/** A parameter holds the keywords of its schema beside its own. */
function parameterOf(parameter: RawObject): RawObject {
  const { name, in: place, required, description, allowEmptyValue: _, collectionFormat: __, ...schema } = parameter
  const style = place === 'query' ? styleOf(parameter) : {}
  return { name, in: place, required, description, schema, ...style }
}

function bodyOf(parameters: readonly RawObject[], consumes: readonly string[]): RawObject | undefined {
  const body = parameters.find(({ in: place }) => place === 'body')
  if (body !== undefined) {
    const { schema, required, description } = body
    return { required, description, content: Object.fromEntries(consumes.map((type) => [type, { schema }])) }
  }
  const fields = parameters.filter(({ in: place }) => place === 'formData')
  return fields.length === 0 ? undefined : formOf(fields, consumes)
}

function formOf(fields: readonly RawObject[], consumes: readonly string[]): RawObject {
  const isMultipart =
    fields.some(({ type }) => type === 'file') ||
    (!consumes.includes(form) && consumes.some((type) => type.startsWith('multipart/')))
  const properties = fields.map((field): [string, RawObject] => {
    const { name, in: _, required: __, allowEmptyValue: ___, collectionFormat: ____, ...schema } = field
    return [String(name), schema]
  })
  const schema = {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: fields.filter(({ required }) => required === true).map(({ name }) => name),
  }
  const encoding = Object.fromEntries(fields.map((field) => [String(field['name']), { ...styleOf(field) }]))
  const content = { [isMultipart ? 'multipart/form-data' : form]: { schema, encoding } }
  return { required: schema.required.length > 0, content }
}

const form = 'application/x-www-form-urlencoded'

/** The addresses of a document of Swagger 2. */
export function serversOfSwagger2({ host, basePath, schemes }: RawObject): readonly string[] {
  const path = typeof basePath === 'string' ? basePath.replace(/\/$/, '') : ''
  if (typeof host !== 'string') return path === '' ? [] : [path]
  const known = textsOf(schemes).filter((scheme) => scheme === 'https' || scheme === 'http')
  return (known.length === 0 ? ['https'] : known).map((scheme) => `${scheme}://${host}${path}`)
}
