import type { ParamPlace } from '../../../src/core/method-route.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { compileOpenApi } from '../../../src/dialects/native/openapi/document.js'
import { builtInMethods } from '../../../src/methods/index.js'
import { serveClosed } from '../../support/closed-service.js'
import { type OpenApiPart, openApiProblems, partAt, schemaCompiler } from '../../support/open-api-document.js'
import { registryOf } from '../../support/registry.js'
import { routed } from '../../support/routed.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { kindMethods } from './methods.js'

const string = { type: 'string' } as const
const order: JsonSchema = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'integer', format: 'int64' },
    lines: { type: 'array', items: { type: 'object', required: ['sku'], properties: { sku: string } } },
    more: { type: 'object', additionalProperties: { type: 'number' } },
  },
}
const methods = [
  routed('shop.find', 'GET /orders', {
    summary: 'Find orders',
    params: {
      properties: {
        tags: { type: 'array', items: string },
        filter: order,
        limit: { type: 'integer', minimum: 1, maximum: 50 },
      },
    },
    places: new Map<string, ParamPlace>([
      ['tags', { in: 'query', name: 'tag[]', style: 'form', explode: true }],
      ['filter', { in: 'query', name: 'filter', style: 'deepObject', explode: true }],
    ]),
    listsAreTrees: true,
    answer: { type: 'array', items: order },
    deprecated: true,
  }),
  routed('shop.get', 'GET /orders/{id}', {
    params: { properties: { id: string, trace: string } },
    places: new Map([['trace', { in: 'header', name: 'X-Trace' } as const]]),
  }),
  routed('shop.put', 'PUT /orders/{number}', {
    params: { properties: { number: string, order }, required: ['number', 'order'] },
    body: 'order',
    needs: { token: true, post: true },
    errors: { 1: 'Order unknown', 98: 'Refused by the service' },
  }),
  routed('shop.create', 'POST /orders', {
    params: { properties: { customer: { ...string, description: 'Who pays' }, order } },
    needs: { post: true },
  }),
  routed('shop.photo', 'PUT /photo', { files: ['content'], needs: { post: true } }),
  routed('shop.upload', 'POST /upload', {
    files: ['content'],
    params: { properties: { title: string } },
    needs: { post: true },
  }),
]

let server: TestServer
let guest: Application
let document: OpenApiPart
beforeAll(async () => {
  server = await startTestServer({ methods: kindMethods, settings: { CORS_ORIGINS: 'https://app.example' } })
  guest = await createApp(server.services, await createUser(server.services, 'ada'), { services: ['vault'] })
  server.catalog.replace({ name: 'shop', services: {} }, methods)
  document = await read()
})
afterAll(() => server.stop())

const ask = (query = '', init: RequestInit = {}) => fetch(`${server.url}/openapi.json${query}`, init)
const read = async (query = '', headers: Record<string, string> = {}) =>
  (await (await ask(query, { headers })).json()) as OpenApiPart
const operation = (path: string, verb: string) => partAt(document, 'paths', path, verb)

/** All schemas in a document. */
function schemasIn(part: unknown): readonly object[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) =>
    name === 'schema' && typeof value === 'object' && value !== null
      ? [value]
      : name === 'example'
        ? []
        : schemasIn(value),
  )
}

describe('the document', () => {
  test('is valid OpenAPI 3.1, and so are its schemas JSON Schema', async () => {
    expect(document['openapi']).toBe('3.1.0')
    expect(await openApiProblems(document)).toBe('')
    const compile = schemaCompiler(document)
    for (const schema of schemasIn(document)) expect(() => compile(schema)).not.toThrow()
  })

  test('is valid for every built-in method', async () => {
    const { methods } = registryOf(builtInMethods)
    const whole = JSON.parse(compileOpenApi(methods)('https://api.example.org')) as OpenApiPart
    expect(await openApiProblems(whole)).toBe('')
    expect(partAt(whole, 'servers', '0')).toEqual({ url: 'https://api.example.org' })
    for (const { name } of methods) {
      const [verb = ''] = Object.keys(partAt(whole, 'paths', `/rpc/${name}`))
      expect(partAt(whole, 'paths', `/rpc/${name}`, verb)['operationId']).toBe(name)
    }
  })

  test('names the server by the address that the client used', () => {
    expect(document['servers']).toEqual([{ url: server.url }])
  })

  test('has each operation once, under one tag a service', () => {
    const ids = Object.values(partAt(document, 'paths')).flatMap((verbs) =>
      Object.values({ ...(verbs as object) }).map((each) => String({ ...(each as OpenApiPart) }['operationId'])),
    )
    expect(new Set(ids).size).toBe(ids.length)
    expect(document['tags']).toContainEqual({ name: 'shop' })
    expect(ids.filter((id) => id.startsWith('shop.')).sort()).toEqual(
      methods.flatMap(({ name }) => [name, `${name}.rpc`]).sort(),
    )
  })

  test('has the parameters of a route as its requests have them', () => {
    const { parameters, deprecated, summary, security } = operation('/shop/orders', 'get')
    expect([deprecated, summary, security]).toEqual([true, 'Find orders', []])
    expect(parameters).toEqual([
      { name: 'tag[]', in: 'query', style: 'form', explode: true, schema: { type: 'array', items: string } },
      {
        name: 'filter',
        in: 'query',
        style: 'deepObject',
        explode: true,
        schema: expect.objectContaining({ type: 'object' }),
      },
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 50 } },
    ])
    expect(operation('/rpc/shop.find', 'get')['parameters']).toMatchObject([
      { name: 'tags', in: 'query', explode: false, schema: { type: 'array' } },
      { name: 'filter', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
      { name: 'limit', in: 'query' },
    ])
  })

  test('has paths that differ in the names of parameters once', () => {
    expect(operation('/shop/orders/{id}', 'get')['parameters']).toEqual([
      { name: 'id', in: 'path', required: true, schema: string },
      { name: 'X-Trace', in: 'header', schema: string },
    ])
    expect(operation('/shop/orders/{id}', 'put')['parameters']).toEqual([
      { name: 'id', in: 'path', required: true, schema: string },
    ])
  })

  test('has bodies: one parameter, members, files', () => {
    expect(operation('/shop/orders/{id}', 'put')['requestBody']).toMatchObject({
      required: true,
      content: { 'application/json': { schema: { type: 'object', required: ['id'] } } },
    })
    expect(
      partAt(operation('/shop/orders', 'post'), 'requestBody', 'content', 'application/json', 'schema', 'properties'),
    ).toMatchObject({
      customer: { type: 'string', description: 'Who pays' },
      order: { type: 'object' },
    })
    expect(operation('/shop/photo', 'put')['requestBody']).toMatchObject({
      content: { 'application/octet-stream': {} },
    })
    expect(operation('/shop/upload', 'post')['requestBody']).toMatchObject({
      content: { 'multipart/form-data': { schema: { required: ['content'], properties: { title: string } } } },
    })
  })

  test('says which credentials and which faults there are', () => {
    const { security, responses } = operation('/shop/orders/{id}', 'put')
    expect(security).toEqual([{ bearer: [] }, { oauth1: [] }])
    expect(responses).toMatchObject({
      '2XX': { description: 'The result' },
      400: { description: expect.stringMatching(/^1 Order unknown\n\n98 Refused by the service\n\n/) },
      401: { $ref: '#/components/responses/Fault401' },
    })
    expect(operation('/shop/orders', 'post')['security']).toContainEqual({ key: [] })
    expect(Object.keys(partAt(document, 'components', 'securitySchemes'))).toEqual([
      'key',
      'keyParameter',
      'bearer',
      'oauth1',
    ])
    expect(partAt(document, 'components', 'responses', 'Fault429')['description']).toContain('112')
  })

  test('has examples that hold to their schemas', () => {
    const compile = schemaCompiler(document)
    let count = 0
    for (const verbs of Object.values(partAt(document, 'paths'))) {
      for (const { responses } of Object.values({ ...(verbs as object) }) as { responses: OpenApiPart }[]) {
        const media = (responses['200'] ?? responses['2XX']) as {
          content: Record<string, { schema: object; example?: unknown }>
        }
        const { schema, example } = media.content['application/json'] ?? { schema: {} }
        if (example === undefined) continue
        const validate = compile(schema)
        expect([validate(example), validate.errors, example]).toEqual([true, null, example])
        count++
      }
    }
    expect(count).toBeGreaterThan(20)
  })

  test('says that optional members of answers may be null', async () => {
    const schema = partAt(
      operation('/rpc/kinds.object', 'get'),
      'responses',
      '200',
      'content',
      'application/json',
      'schema',
    )
    const answer = await (await fetch(`${server.url}/rpc/kinds.object?api_key=${guest.key}`)).json()
    const validate = schemaCompiler(document)(schema)
    expect([answer, validate(answer), validate.errors]).toEqual([expect.objectContaining({ none: null }), true, null])
  })
})

describe('its address', () => {
  test('gives it again only where it changed', async () => {
    const first = await ask()
    const etag = first.headers.get('etag') ?? ''
    expect([first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
      'application/json; charset=utf-8',
      'private, no-cache',
    ])
    expect((await ask('', { headers: { 'if-none-match': `"other", W/${etag}` } })).status).toBe(304)
    expect((await ask('', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
    server.catalog.replace({ name: 'shop', services: {} }, methods.slice(1))
    expect((await ask('', { headers: { 'if-none-match': etag } })).status).toBe(200)
    server.catalog.replace({ name: 'shop', services: {} }, methods)
    expect((await ask()).headers.get('etag')).toBe(etag)
  })

  test('takes GET, HEAD and OPTIONS, from pages too', async () => {
    const origin = 'https://app.example'
    const head = await ask('', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const preflight = await ask('', { method: 'OPTIONS', headers: { origin } })
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
      204,
      'GET, HEAD, OPTIONS',
    ])
    expect(
      (await ask('', { headers: { origin: 'https://other.example' } })).headers.get('access-control-allow-origin'),
    ).toBe('*')
    const post = await ask('', { method: 'POST' })
    expect([post.status, post.headers.get('allow'), post.headers.get('content-type')]).toEqual([
      405,
      'GET, HEAD, OPTIONS',
      'application/problem+json',
    ])
  })

  test('shows closed services to the applications that may call them', async () => {
    serveClosed(server.catalog)
    const paths = async (query = '', headers: Record<string, string> = {}) =>
      Object.keys(partAt(await read(query, headers), 'paths'))
    const open = await paths()
    expect(open).not.toContain('/rpc/vault.open')
    expect(await paths('', { 'x-api-key': guest.key })).toEqual(
      expect.arrayContaining([...open, '/rpc/vault.open', '/rpc/vault.fill']),
    )
    expect(await paths(`?api_key=${guest.key}`)).toContain('/rpc/vault.open')
    const wrong = await ask('', { headers: { 'x-api-key': '0123456789abcdef0123456789abcdef' } })
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Babelgate"'])
    server.catalog.replace({ name: 'vault', services: {} }, [])
  })
})
