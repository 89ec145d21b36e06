import { json, jsonBody, lossesOf, readOperation, refusalOf } from '../../support/openapi.js'

const list = { type: 'array', items: { type: 'string' } }
const param = (name: string) => ({ kind: 'param', name })

test('constant parts of a path are encoded, and its fields and fragments taken apart', () => {
  const operation = readOperation('GET /über%20all/{id}.json?action=go#Second', {
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  })
  expect(operation.request.path).toEqual(['/%C3%BCber%20all/', { param: 'id' }, '.json'])
  expect(operation.request.query).toMatchObject([{ name: 'action', value: { kind: 'constant', value: 'go' } }])
})

test.each([
  ['GET a', 'has a path that does not begin with "/"'],
  ['GET /a/../b', 'has a path with the segment "." or ".."'],
  ['GET /a/{+path}', 'has the path expression {+path}, which may be more than one segment'],
])('the path of %s is refused', (route, reason) => {
  expect(refusalOf(route, {})).toBe(reason)
})

test('a parameter of the path that is not declared is a text', () => {
  expect(readOperation('GET /a/{id}', {}).params).toMatchObject({
    properties: { id: { type: 'string' } },
    required: ['id'],
  })
  expect(lossesOf('GET /a/{id}', {})).toEqual(['id is in the path, but is not declared; it is a text'])
})

test.each([
  [{}, { style: 'form', explode: true }],
  [{ explode: false }, { style: 'form', explode: false }],
  [{ style: 'pipeDelimited' }, { style: 'pipeDelimited', explode: false }],
  [
    { style: 'spaceDelimited', explode: true },
    { style: 'spaceDelimited', explode: true },
  ],
  [
    { style: 'deepObject', explode: true },
    { style: 'deepObject', explode: true },
  ],
  [{ allowReserved: true }, { allowReserved: true }],
])('a field of the query with %j has the style %j', (style, wanted) => {
  const { request } = readOperation('GET /a', { parameters: [{ name: 'tags', in: 'query', schema: list, ...style }] })
  expect(request.query).toMatchObject([{ name: 'tags', value: param('tags'), ...wanted }])
})

test('parameters of the path are shared, and replaced by those of the operation', () => {
  const shared = [
    { name: 'a', in: 'query', schema: { type: 'string' } },
    { name: 'b', in: 'query', schema: { type: 'string' } },
  ]
  const paths = { '/a': { parameters: shared, get: { parameters: [{ ...shared[0], required: true }] } } }
  const { params } = readOperation('GET /b', {}, { paths })
  expect(params.required).toEqual(['a'])
  expect(Object.keys(params.properties ?? {})).toEqual(['a', 'b'])
})

test('headers that HTTP or the gateway writes, and credentials, are no parameters', () => {
  const names = ['Accept', 'Content-Type', 'Authorization', 'Host', 'X-Api-Key', 'X-Tenant']
  const parameters = names.map((name) => ({ name, in: 'header', required: true, schema: { type: 'string' } }))
  const components = { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } }
  const { request, params } = readOperation('GET /a', { parameters }, { components })
  expect(request.headers).toEqual([{ name: 'x-tenant', value: param('X-Tenant'), explode: false }])
  expect(params.required).toEqual(['X-Tenant'])
})

test('a parameter with a media type is its text', () => {
  const parameters = [{ name: 'filter', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } }]
  expect(readOperation('GET /a', { parameters }).params.properties).toMatchObject({ filter: { type: 'string' } })
  expect(lossesOf('GET /a', { parameters })).toEqual([
    'filter is a text of the type application/json, which is sent as it is',
  ])
})

test('matrix and label are written around a value, and refused for several', () => {
  const parameters = (schema: unknown) => [
    { name: 'a', in: 'path', style: 'label', schema },
    { name: 'b', in: 'path', style: 'matrix', schema },
  ]
  const { request } = readOperation('GET /{a}/{b}', { parameters: parameters({ type: 'string' }) })
  expect(request.path).toEqual(['/', '.', { param: 'a' }, '/', ';b=', { param: 'b' }])
  expect(refusalOf('GET /{a}/{b}', { parameters: parameters(list) })).toMatch(/several values in the style label/)
})

const pet = {
  allOf: [
    { $ref: '#/components/schemas/Named' },
    { type: 'object', properties: { age: { type: 'integer', format: 'int32' } }, required: ['age'] },
  ],
}
const components = {
  schemas: { Named: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
}

test('the members of an object become parameters, those of its allOf too', () => {
  const { params, request } = readOperation('POST /a', { requestBody: jsonBody(pet) }, { components })
  expect(params).toEqual({
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer', format: 'int32' } },
    required: ['name', 'age'],
  })
  const members = [
    ['name', param('name')],
    ['age', param('age')],
  ]
  expect(request.body).toMatchObject({ encoding: 'json', required: true, value: { kind: 'object', members } })
})

test('no parameter of a body that may be absent is required', () => {
  const { params } = readOperation('POST /a', { requestBody: { ...jsonBody(pet), required: false } }, { components })
  expect(params.required).toEqual([])
})

test.each([
  ['a list', list],
  ['a scalar', { type: 'string' }],
  ['a union', { oneOf: [{ $ref: '#/components/schemas/Named' }, pet] }],
  ['a map', { type: 'object', additionalProperties: { type: 'string' } }],
  ['an object that says nothing of its members', { type: 'object' }],
])('%s as a body is the parameter body', (_, schema) => {
  const { params, request } = readOperation('POST /a', { requestBody: jsonBody(schema) }, { components })
  expect(Object.keys(params.properties ?? {})).toEqual(['body'])
  expect(params.required).toEqual(['body'])
  expect(request.body?.value).toEqual(param('body'))
})

test('members that only answers have are no parameters, also inside types that both have', () => {
  const schemas = {
    Pet: {
      type: 'object',
      properties: { id: { type: 'string', readOnly: true }, owner: { $ref: '#/components/schemas/Owner' } },
      required: ['id', 'owner'],
    },
    Owner: {
      type: 'object',
      properties: { id: { type: 'string', readOnly: true }, secret: { type: 'string', writeOnly: true } },
      required: ['id'],
    },
  }
  const $ref = '#/components/schemas/Pet'
  const { params, result } = readOperation(
    'POST /a',
    { requestBody: jsonBody({ $ref }), responses: { 201: json({ $ref }) } },
    { components: { schemas } },
  )
  expect(params).toEqual({
    type: 'object',
    properties: { owner: { $ref: '#/types/OwnerInput' } },
    required: ['owner'],
  })
  expect(result.schema).toEqual({ $ref: '#/types/Pet' })
})

test.each([
  ['application/xml,application/json', 'json', undefined],
  ['multipart/form-data,application/x-www-form-urlencoded', 'form', undefined],
  ['multipart/form-data', 'multipart', undefined],
  ['application/merge-patch+json', 'json', 'application/merge-patch+json'],
  ['application/vnd.pets', 'json', 'application/vnd.pets'],
  ['*/*', 'json', undefined],
])('of a body of %s the encoding is %s', (types, encoding, contentType) => {
  const schema = { type: 'object', properties: { name: { type: 'string' } } }
  const content = Object.fromEntries(types.split(',').map((type) => [type, { schema }]))
  expect(readOperation('POST /a', { requestBody: { content } }).request.body).toMatchObject({ encoding, contentType })
})

test('parts of a form keep their encodings, and bytes of a multipart body are files', () => {
  const schema = {
    type: 'object',
    properties: { photo: { type: 'string', format: 'binary' }, meta: { type: 'object' }, tags: list },
    required: ['photo'],
  }
  const encoding = { photo: { contentType: 'image/png' }, meta: { style: 'deepObject', explode: true } }
  const requestBody = { required: true, content: { 'multipart/form-data': { schema, encoding } } }
  const { files, params, request } = readOperation('POST /a', { requestBody })
  expect(files).toEqual([{ name: 'photo', required: true, description: undefined }])
  expect(Object.keys(params.properties ?? {})).toEqual(['meta', 'tags'])
  expect(request.body?.parts).toEqual(
    new Map<string, unknown>([
      ['photo', { contentType: 'image/png' }],
      ['meta', { style: 'deepObject', explode: true }],
    ]),
  )
})

test('bytes as a body are the file body', () => {
  const content = { 'image/png': { schema: { type: 'string', format: 'binary' } } }
  const { files, request } = readOperation('PUT /a', { requestBody: { required: true, content } })
  expect(files).toEqual([{ name: 'body', required: true, description: undefined }])
  expect(request.body).toMatchObject({ encoding: 'binary', contentType: 'image/png', value: param('body') })
})

test('XML is given as a text, and says so', () => {
  const requestBody = { content: { 'application/xml': { schema: pet } } }
  expect(readOperation('POST /a', { requestBody }, { components }).request.body).toMatchObject({ encoding: 'xml' })
  expect(lossesOf('POST /a', { requestBody }, { components })).toEqual([
    'has a body of the type application/xml, which is given as a text',
  ])
})

test('a GET has no body, and is refused where it needs one', () => {
  const requestBody = { ...jsonBody(pet), required: false }
  expect(readOperation('GET /a', { requestBody }, { components }).request.body).toBeUndefined()
  expect(lossesOf('GET /a', { requestBody }, { components })).toEqual(['has a body, which is not sent with GET'])
  expect(refusalOf('GET /a', { requestBody: jsonBody(pet) }, { components })).toBe(
    'has a GET request with a body, which is not sent',
  )
})

test('an operation with an address of its own is refused', () => {
  const servers = [{ url: 'https://{host}/', variables: { host: { default: 'uploads.example.com' } } }]
  expect(refusalOf('GET /a', { servers })).toBe(
    'is at an address of its own, https://uploads.example.com; describe it as a service of its own',
  )
  expect(readOperation('GET /a', { servers }, { servers: [{ url: 'https://uploads.example.com' }] }).verb).toBe('GET')
})

test.each([
  ['GET', false, true],
  ['HEAD', false, true],
  ['OPTIONS', false, true],
  ['POST', true, false],
  ['PATCH', true, false],
  ['PUT', true, true],
  ['DELETE', true, true],
])('%s writes: %s, may be sent again: %s', (verb, writes, idempotent) => {
  expect(readOperation(`${verb} /a`, {})).toMatchObject({ verb, writes, retry: { idempotent } })
})

test('the address of an operation has its parameters where the description has them', () => {
  const parameters = [
    { name: 'id', in: 'path', schema: { type: 'string' } },
    { name: 'id', in: 'query', schema: list, explode: false },
    { name: 'X-Tenant', in: 'header', schema: { type: 'string' } },
    { name: 'plain', in: 'query', schema: { type: 'string' } },
  ]
  const requestBody = jsonBody({ type: 'object', properties: { id: {}, name: {} } })
  const put = readOperation('PUT /a/{id}', { parameters, requestBody })
  expect(put.route).toEqual({
    params: new Map<string, unknown>([
      ['id_query', { in: 'query', name: 'id', style: 'form', explode: false }],
      ['plain', { in: 'query', name: 'plain', style: 'form', explode: true }],
      ['X-Tenant', { in: 'header', name: 'x-tenant', explode: false }],
    ]),
  })
  expect(readOperation('GET /a/{id}', { parameters: parameters.slice(3) }).route).toEqual({ params: new Map() })
  expect(readOperation('POST /a', { requestBody: jsonBody(list) }).route).toEqual({ params: new Map(), body: 'body' })
  expect(refusalOf('GET /{a}/{a}', {})).toBe('has a path that holds a parameter twice')
})
