import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { json, jsonBody, lossesOf, onlyOperation, readOperation, readPaths } from '../../support/openapi.js'

/** The schema of a member of a request, as it is read. */
function memberOf(schema: unknown, more = {}): JsonSchema | undefined {
  const requestBody = jsonBody({ type: 'object', properties: { a: schema } })
  return readOperation('POST /a', { requestBody }, more).params.properties?.['a']
}

function lossesIn(schema: unknown, more = {}): readonly string[] {
  return lossesOf('POST /a', { requestBody: jsonBody({ type: 'object', properties: { a: schema } }) }, more)
}

test.each<[what: string, schema: unknown, read: unknown]>([
  [
    'keywords that are unknown',
    { type: 'string', example: 'x', title: 'A', 'x-y': 1 },
    { type: 'string', description: 'A' },
  ],
  ['the default, as documentation', { type: 'integer', default: 3 }, { type: 'integer', description: 'Default: 3' }],
  [
    'the default, after what it is the default of',
    { type: 'integer', default: 3, description: 'How many' },
    { type: 'integer', description: 'How many. Default: 3' },
  ],
  ['members without a type', { properties: { b: { type: 'string' } } }, { properties: { b: { type: 'string' } } }],
  ['a required that is a flag', { type: 'string', required: true }, { type: 'string' }],
  ['an object without members', { type: 'object' }, { type: 'object', additionalProperties: true }],
  [
    'an object of members that are empty',
    { type: 'object', properties: {} },
    { type: 'object', additionalProperties: true },
  ],
  ['a list without items', { type: 'array' }, { type: 'array', items: {} }],
  ['null in OpenAPI 3.0', { type: 'string', nullable: true }, { type: 'string', nullable: true }],
  ['null in Swagger 2', { type: 'string', 'x-nullable': true }, { type: 'string', nullable: true }],
  ['types', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
  ['numbers that are texts', { type: 'string', enum: [1, true] }, { type: 'string', enum: ['1', 'true'] }],
  ['texts that are numbers', { type: 'integer', enum: ['1', 2] }, { type: 'integer', enum: [1, 2] }],
  ['a pattern', { type: 'string', pattern: '^[a-z]+$' }, { type: 'string', pattern: '^[a-z]+$' }],
  ['bytes inside JSON', { type: 'string', format: 'binary' }, { type: 'string' }],
  [
    'bytes of OpenAPI 3.1',
    { type: 'string', contentEncoding: 'base64' },
    { type: 'string', contentEncoding: 'base64' },
  ],
  [
    'a flag for a bound',
    { type: 'integer', minimum: 1, exclusiveMinimum: true },
    { minimum: 1, exclusiveMinimum: true },
  ],
  ['a length that is no number', { type: 'string', maxLength: '5' }, { type: 'string' }],
  ['true', true, {}],
  ['nothing at all', null, {}],
])('of a schema is read: %s', (_, schema, read) => {
  expect(memberOf(schema)).toMatchObject(read as object)
  expect(lossesIn(schema)).toEqual([])
})

test.each<[schema: unknown, loss: string]>([
  [{ type: 'String' }, 'body.a has the type "String", which is unknown; it is any value'],
  [
    { type: 'array', items: [{ type: 'string' }] },
    'body.a is a list with a type for each position; its items are any values',
  ],
  [
    { $ref: '#/components/schemas/Gone' },
    'body.a refers to #/components/schemas/Gone, which is not there; it is any value',
  ],
  [
    { type: 'string', pattern: '(a+)+$' },
    'body.a has a pattern that is not checked: it is no regular expression, or may take too long',
  ],
  [
    { type: 'string', pattern: '(' },
    'body.a has a pattern that is not checked: it is no regular expression, or may take too long',
  ],
  [{ type: 'string', enum: ['a', {}] }, 'body.a has allowed values of other types than its own, which are not checked'],
  [
    { type: 'string', enum: Array.from({ length: 1001 }, (_, index) => `w${index}`) },
    'body.a has more than 1000 allowed values, which are not checked',
  ],
  [
    { type: 'object', properties: { 'a b': {}, a_b: {} } },
    'body.a has the members a b and a_b, which are the same name in XML; it is any value',
  ],
  [
    { type: 'object', properties: { constructor: {}, b: {} } },
    'body.a has the member "constructor", which no protocol can carry; it is left out',
  ],
  [{ type: 'object', not: { required: ['b'] } }, 'body.a has the keyword not, which only the service checks'],
  [{ oneOf: [{ type: 'string' }, { type: 'object' }] }, 'a is one of unlike things; it is any value'],
  [
    { type: 'object', properties: { entry: {} }, additionalProperties: true },
    'body.a has a member named entry, so members that it does not declare are left out',
  ],
])('of the schema %j is lost: %s', (schema, loss) => {
  expect(lossesIn(schema)).toEqual([loss])
})

test('lengths and patterns are no part of answers, so nothing is lost of them', () => {
  const schema = { type: 'object', properties: { a: { type: 'string', pattern: '(a+)+$', maxLength: 3, not: {} } } }
  const responses = { 200: json(schema) }
  expect(readOperation('GET /a', { responses }).result.schema?.properties).toEqual({ a: { type: 'string' } })
  expect(lossesOf('GET /a', { responses })).toEqual([])
})

test('references become types of one document, recursive ones too', () => {
  const schemas = {
    'Tree Node': {
      type: 'object',
      properties: { kids: { type: 'array', items: { $ref: '#/components/schemas/Tree%20Node' } } },
    },
  }
  const $ref = '#/components/schemas/Tree%20Node'
  const { operations, document } = readPaths(
    { '/a': { get: { responses: { 200: json({ $ref }) } } } },
    { components: { schemas } },
  )
  const [{ operation } = { operation: undefined }] = operations
  const [name] = Object.keys((document as { types: object }).types)
  expect(operation?.result.schema).toEqual({ $ref: `#/types/${name}` })
  expect(document).toEqual({
    types: {
      [name ?? '']: { type: 'object', properties: { kids: { type: 'array', items: { $ref: `#/types/${name}` } } } },
    },
  })
})

test('types of the same name in other places have names of their own', () => {
  const more = {
    components: { schemas: { Pet: { type: 'object', properties: { a: {} } } } },
    definitions: { Pet: { type: 'string' } },
  }
  const properties = { a: { $ref: '#/components/schemas/Pet' }, b: { $ref: '#/definitions/Pet' } }
  const requestBody = jsonBody({ type: 'object', properties })
  const { params } = readOperation('POST /a', { requestBody }, more)
  expect(params.properties).toEqual({ a: { $ref: '#/types/Pet' }, b: { $ref: '#/types/Pet2' } })
})

test('beside a reference stand restrictions in OpenAPI 3.1, and only notes before', () => {
  const paths = {
    '/a': {
      post: {
        requestBody: jsonBody({
          properties: { a: { $ref: '#/components/schemas/Word', maxLength: 3, description: 'Short' } },
        }),
      },
    },
  }
  const components = { schemas: { Word: { type: 'string' } } }
  const read = (openapi: string) => onlyOperation(readPaths(paths, { components, openapi })).params.properties?.['a']
  expect(read('3.0.3')).toEqual({ $ref: '#/types/Word', description: 'Short' })
  expect(read('3.1.0')).toEqual({ $ref: '#/types/Word', description: 'Short', maxLength: 3 })
})

test('a discriminator names the type of each branch', () => {
  const kind = (name: string) => ({
    type: 'object',
    properties: { kind: { type: 'string' }, [name]: {} },
    required: ['kind'],
  })
  const refs = ['Cat', 'Dog'].map((name) => ({ $ref: `#/components/schemas/${name}` }))
  const discriminator = { propertyName: 'kind', mapping: { meow: '#/components/schemas/Cat' } }
  const more = { components: { schemas: { Cat: kind('cat'), Dog: kind('dog') } } }
  expect(memberOf({ oneOf: refs, discriminator }, more)).toEqual({
    oneOf: [{ $ref: '#/types/Cat' }, { $ref: '#/types/Dog' }],
    discriminator: { propertyName: 'kind', mapping: { meow: '#/types/Cat', Dog: '#/types/Dog' } },
  })
})

test('a base type that does not list its kinds is open', () => {
  const schema = { type: 'object', properties: { kind: { type: 'string' } }, discriminator: { propertyName: 'kind' } }
  expect(memberOf(schema)).toMatchObject({ additionalProperties: true })
  expect(lossesIn(schema)).toEqual([
    'body.a has a discriminator, but does not list its kinds; members of the kinds are any values',
  ])
})

test('types that contradict each other refuse the operation', () => {
  const requestBody = jsonBody({
    type: 'object',
    properties: { a: { allOf: [{ type: 'string' }, { type: 'integer' }] } },
  })
  expect(readPaths({ '/a': { post: { operationId: 'op', requestBody } } }).refused).toEqual([
    { operation: 'op', reason: 'a must be of the type string and of the type integer at once' },
  ])
})

test('a union that holds itself is any value in a request', () => {
  const schemas = {
    Rule: {
      anyOf: [{ properties: { all: { items: { $ref: '#/components/schemas/Rule' } } } }, { properties: { is: {} } }],
    },
  }
  const schema = { $ref: '#/components/schemas/Rule' }
  expect(memberOf(schema, { components: { schemas } })).toEqual({})
  expect(lossesIn(schema, { components: { schemas } })).toEqual(['a is a union that holds itself; it is any value'])
})

test.each([
  ['a list', { type: 'array', items: { $ref: '#/components/schemas/A' } }],
  ['a union', { anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'array', items: { type: 'string' } }] }],
])('%s that holds itself without an object is any value', (_, A) => {
  const more = { components: { schemas: { A } } }
  expect(memberOf({ $ref: '#/components/schemas/A' }, more)).toEqual({})
  expect(lossesIn({ $ref: '#/components/schemas/A' }, more)).toEqual([
    expect.stringMatching(/refers to #\/types\/A inside itself, where only an object can; it is any value$/),
  ])
})

test('schemas are at most 64 deep', () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? { type: 'string' } : { type: 'array', items: nested(depth - 1) }
  const refused = (depth: number) => readPaths({ '/a': { get: { responses: { 200: json(nested(depth)) } } } }).refused
  expect(refused(64)).toEqual([])
  expect(refused(65)[0]?.reason).toMatch(/^answer(\[\])+ is nested more than 64 deep$/)
})

test('a reference to another document refuses all operations that need it', () => {
  const schemas = { Pet: { type: 'object', properties: { owner: { $ref: 'owner.yaml#/Owner' } } } }
  const answer = { responses: { 200: json({ $ref: '#/components/schemas/Pet' }) } }
  const { operations, refused } = readPaths(
    { '/a': { get: answer }, '/b': { get: answer }, '/c': { get: {} } },
    { components: { schemas } },
  )
  expect(operations.map(({ operation }) => operation.name)).toEqual(['get_c'])
  expect(refused.map(({ operation, reason }) => `${operation} ${reason}`)).toEqual([
    'get_a answer refers to owner.yaml#/Owner, which is outside its document',
    'get_b answer refers to owner.yaml#/Owner, which is outside its document',
  ])
})
