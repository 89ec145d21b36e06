import type { OpenApiReading } from '../../../src/upstreams/openapi/openapi-options.js'
import { readOpenApi } from '../../../src/upstreams/openapi/read-openapi.js'
import { onlyOperation, petOptions } from '../../support/openapi.js'

function read(operation: unknown, more: object = {}, verb = 'post'): OpenApiReading {
  const document = { swagger: '2.0', info: { title: 'Pets' }, paths: { '/a': { [verb]: operation } }, ...more }
  return readOpenApi(document, petOptions)
}

const param = (name: string) => ({ kind: 'param', name })

test('addresses are made of schemes, host and base path', () => {
  const more = { schemes: ['http', 'ws', 'https'], host: 'pets.example.com:8080', basePath: '/v2/' }
  expect(read({}, more).servers).toEqual(['http://pets.example.com:8080/v2', 'https://pets.example.com:8080/v2'])
  expect(read({}, { host: 'pets.example.com' }).servers).toEqual(['https://pets.example.com'])
})

test.each([
  [undefined, { style: 'form', explode: false }],
  ['csv', { style: 'form', explode: false }],
  ['ssv', { style: 'spaceDelimited', explode: false }],
  ['pipes', { style: 'pipeDelimited', explode: false }],
  ['multi', { style: 'form', explode: true }],
])('lists of the query are written as %s says', (collectionFormat, style) => {
  const parameters = [{ name: 'ids', in: 'query', type: 'array', items: { type: 'integer' }, collectionFormat }]
  const { request, params } = onlyOperation(read({ parameters }, {}, 'get'))
  expect(request.query).toMatchObject([{ name: 'ids', value: param('ids'), ...style }])
  expect(params.properties).toEqual({ ids: { type: 'array', items: { type: 'integer' } } })
})

test('a body has the members of its schema, by a definition', () => {
  const parameters = [{ name: 'pet', in: 'body', required: true, schema: { $ref: '#/definitions/Pet' } }]
  const definitions = { Pet: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } }
  const { request, params } = onlyOperation(
    read({ parameters, consumes: ['application/xml', 'application/json'] }, { definitions }),
  )
  expect(params).toEqual({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] })
  expect(request.body).toMatchObject({
    encoding: 'json',
    value: { kind: 'object', members: [['name', param('name')]] },
  })
})

test('fields are a form, and a file makes it a multipart body', () => {
  const name = { name: 'name', in: 'formData', type: 'string', required: true }
  const file = { name: 'photo', in: 'formData', type: 'file' }
  const form = onlyOperation(read({ parameters: [name] }))
  expect(form.request.body).toMatchObject({ encoding: 'form', required: true })
  expect(form.params.required).toEqual(['name'])
  const multipart = onlyOperation(read({ parameters: [name, file], consumes: ['multipart/form-data'] }))
  expect(multipart.request.body?.encoding).toBe('multipart')
  expect(multipart.files).toEqual([{ name: 'photo', required: false, description: undefined }])
  expect(Object.keys(multipart.params.properties ?? {})).toEqual(['name'])
})

test('answers have the types that the operation or the document produces', () => {
  const schema = { type: 'array', items: { type: 'string' } }
  const ok = { 200: { description: 'Yes', schema } }
  expect(onlyOperation(read({ responses: ok })).result).toMatchObject({ content: 'json', schema })
  expect(onlyOperation(read({ responses: ok }, { produces: ['text/csv'] })).result).toMatchObject({ content: 'text' })
  const file = { responses: { 200: { schema: { type: 'file' } } }, produces: ['application/pdf'] }
  expect(onlyOperation(read(file)).result.content).toBe('binary')
  expect(onlyOperation(read({ responses: { 200: { description: 'Done' } } })).result.content).toBe('none')
})

test('parameters and answers can be references', () => {
  const operation = {
    parameters: [{ $ref: '#/parameters/limit' }],
    responses: { 404: { $ref: '#/responses/Gone' } },
  }
  const more = {
    parameters: { limit: { name: 'limit', in: 'query', type: 'integer', maximum: 100 } },
    responses: { Gone: { description: 'No such pet' } },
  }
  const { params, faults } = onlyOperation(read(operation, more, 'get'))
  expect(params.properties).toEqual({ limit: { type: 'integer', maximum: 100 } })
  expect(faults).toMatchObject([{ status: '404', code: 1, title: 'No such pet' }])
})
