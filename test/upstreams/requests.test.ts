import type { Application } from '../../src/core/ports/app-store.js'
import type { JsonSchema } from '../../src/core/schema/json-schema.js'
import type { HttpOperation } from '../../src/upstreams/http/operation.js'
import type { OpenService } from '../../src/upstreams/open-services.js'
import type { Answer } from '../support/api-client.js'
import { operation, request, serveOperations, target } from '../support/operations.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { startService, type TestService } from '../support/service.js'

let server: TestServer
let service: TestService
let open: OpenService
let app: Application

const param = (name: string) => ({ kind: 'param', name }) as const
const text: JsonSchema = { type: 'string' }
const list: JsonSchema = { type: 'array', items: text }
const object: JsonSchema = { type: 'object', properties: { a: text, b: { type: 'integer', format: 'int32' } } }
const params = (properties: Readonly<Record<string, JsonSchema>>, ...required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
})
const field = (name: string, own: Partial<HttpOperation['request']['query'][number]> = {}) => ({
  name,
  value: param(name),
  style: 'form' as const,
  explode: true,
  allowReserved: false,
  ...own,
})
const post = { verb: 'POST', writes: true } as const
const body = (own: Partial<NonNullable<HttpOperation['request']['body']>>) => ({
  encoding: 'json' as const,
  contentType: undefined,
  value: param('value'),
  schema: undefined,
  required: false,
  ...own,
})
const template = {
  kind: 'object',
  members: [
    ['customer_id', param('customer')],
    ['items', param('lines')],
    ['total', param('total')],
    ['comment', param('note')],
    ['source', { kind: 'constant', value: 'gateway' }],
    ['label', { kind: 'text', parts: [{ kind: 'constant', value: 'for ' }, param('customer')] }],
    ['tags', { kind: 'list', items: [param('note'), { kind: 'constant', value: 1 }] }],
  ],
} as const

const operations: readonly HttpOperation[] = [
  operation({
    name: 'path',
    params: params({ id: text, name: text }, 'id', 'name'),
    request: request({
      path: ['/things/', param('id'), '/', param('name')].map((part) =>
        typeof part === 'string' ? part : { param: part.name },
      ),
    }),
  }),
  operation({
    name: 'listed',
    params: params({ ids: list }, 'ids'),
    request: request({ path: ['/lists/', { param: 'ids' }] }),
  }),
  operation({
    name: 'query',
    params: params({
      words: list,
      spaced: list,
      piped: list,
      plain: text,
      deep: object,
      flat: object,
      kept: text,
      since: { type: 'integer', format: 'int64' },
    }),
    request: request({
      path: ['/search'],
      query: [
        field('words'),
        field('spaced', { style: 'spaceDelimited', explode: false }),
        field('piped', { style: 'pipeDelimited', explode: false }),
        field('plain'),
        field('deep', { style: 'deepObject' }),
        field('flat', { explode: false }),
        field('kept', { allowReserved: true }),
        field('since'),
      ],
    }),
  }),
  operation({
    name: 'headers',
    params: params({ trace: text, ids: list }),
    request: request({
      path: ['/'],
      headers: [
        { name: 'x-trace', value: param('trace'), explode: false },
        { name: 'x-ids', value: param('ids'), explode: false },
        { name: 'idempotency-key', value: { kind: 'call', fact: 'id' }, explode: false },
      ],
      cookies: [{ name: 'theme', value: param('trace'), explode: false }],
    }),
  }),
  operation({
    name: 'create',
    ...post,
    params: params(
      {
        customer: text,
        lines: {
          type: 'array',
          items: { type: 'object', properties: { sku: text, count: { type: 'integer', format: 'int64' } } },
        },
        total: { type: 'number', format: 'decimal' },
        note: text,
      },
      'customer',
    ),
    request: request({ path: ['/orders'], body: body({ value: template }) }),
  }),
  operation({
    name: 'form',
    ...post,
    params: params({ name: text, words: list, deep: object }),
    request: request({
      path: ['/form'],
      body: body({
        encoding: 'form',
        value: {
          kind: 'object',
          members: [
            ['name', param('name')],
            ['words', param('words')],
            ['deep', param('deep')],
          ],
        },
      }),
    }),
  }),
  operation({
    name: 'upload',
    ...post,
    params: params({ title: text }),
    files: [{ name: 'photo', required: true }],
    request: request({
      path: ['/upload'],
      body: body({
        encoding: 'multipart',
        value: {
          kind: 'object',
          members: [
            ['title', param('title')],
            ['file', param('photo')],
          ],
        },
      }),
    }),
  }),
  operation({
    name: 'put',
    ...post,
    verb: 'PUT',
    files: [{ name: 'content', required: true }],
    request: request({ path: ['/blob'], body: body({ encoding: 'binary', value: param('content'), required: true }) }),
  }),
]

beforeAll(async () => {
  server = await startTestServer()
  service = await startService()
  open = await serveOperations(server, target(`${service.url}/v1`), operations)
  app = await createApp(server.services, await createUser(server.services, 'ada'))
})
beforeEach(() => service.answerJson('{}'))
afterAll(async () => {
  await server.stop()
  await open.client.close()
  await service.stop()
})

const call = (method: string, init: RequestInit = {}) =>
  fetch(`${server.url}/rpc/shop.${method}`, { ...init, headers: { 'x-api-key': app.key, ...init.headers } })

const postJson = (method: string, value: unknown) =>
  call(method, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })

async function sent(response: Response) {
  const answer: Answer = await response.json()
  const [request] = service.received
  if (request === undefined) throw new Error(`nothing came: ${JSON.stringify(answer)}`)
  return request
}

test.each([
  ['id=a&name=b', '/v1/things/a/b'],
  ['id=a%2Fb&name=c%3Fd%23e', '/v1/things/a%2Fb/c%3Fd%23e'],
  ['id=%252e%252e&name=%C3%A9%20%2B', '/v1/things/%252e%252e/%C3%A9%20%2B'],
  ['id=...&name=.a', '/v1/things/.../.a'],
])('a path parameter stays in its segment: %s', async (query, path) => {
  expect((await sent(await call(`path?${query}`))).path).toBe(path)
})

test('a list in a path keeps its commas apart from those of its items', async () => {
  expect((await sent(await postJson('listed', { ids: ['a,b', 'c/d'] }))).path).toBe('/v1/lists/a%2Cb,c%2Fd')
})

test.each(['id=..&name=b', 'id=a&name=.', 'id=&name=b', 'id=a'])('a path cannot be escaped: %s', async (query) => {
  const response = await call(`path?${query}`)
  expect([response.status, service.received]).toEqual([400, []])
})

test('a query is written by its styles', async () => {
  const { path } = await sent(
    await postJson('query', {
      words: ['a', 'b&c'],
      spaced: ['a', 'b'],
      piped: ['a', 'b'],
      plain: 'x=y z',
      deep: { a: '1&2', b: 3 },
      flat: { a: 'x', b: 4 },
      kept: 'a/b:c&d',
      since: '9007199254740993',
    }),
  )
  expect(path).toBe(
    '/v1/search?words=a&words=b%26c&spaced=a%20b&piped=a%7Cb&plain=x%3Dy%20z&deep%5Ba%5D=1%262&deep%5Bb%5D=3&flat=a%2Cx%2Cb%2C4&kept=a/b:c%26d&since=9007199254740993',
  )
})

test('what is absent is left out of the query', async () => {
  expect((await sent(await call('query'))).path).toBe('/v1/search')
})

test('headers and cookies carry parameters, and the id of the call', async () => {
  const response = await postJson('headers', { trace: 'a b', ids: ['1', '2'] })
  const { headers } = await sent(response)
  expect(headers).toMatchObject({ 'x-trace': 'a b', 'x-ids': '1,2', cookie: 'theme=a%20b' })
  expect([headers['idempotency-key'], headers['x-request-id']]).toEqual([
    response.headers.get('x-request-id'),
    response.headers.get('x-request-id'),
  ])
})

test.each(['a\nb', 'a\r\nx-evil: 1', '日本'])('a header cannot be split: %j', async (trace) => {
  const response = await postJson('headers', { trace })
  expect([response.status, service.received]).toEqual([400, []])
})

test('nothing of the caller goes on', async () => {
  const { headers, path } = await sent(
    await call(`headers?trace=x`, {
      headers: {
        cookie: 'session=1',
        'x-forwarded-for': '10.0.0.1',
        'accept-language': 'fr',
        referer: 'https://x.example/',
      },
    }),
  )
  expect(path).toBe('/v1/')
  expect(Object.keys(headers).sort()).toEqual(
    [
      'accept',
      'accept-encoding',
      'connection',
      'cookie',
      'host',
      'idempotency-key',
      'user-agent',
      'x-request-id',
      'x-trace',
    ].sort(),
  )
  expect(headers.cookie).toBe('theme=x')
})

test('a body is written from a tree of parameters', async () => {
  const lines = [{ sku: 'tea","price":"0', count: '9007199254740993' }]
  const { body, headers, verb } = await sent(
    await call('create', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"customer":"ada\\"}","lines":${JSON.stringify(lines)},"total":12.340}`,
    }),
  )
  expect([verb, headers['content-type']]).toEqual(['POST', 'application/json'])
  expect(body).toBe(
    '{"customer_id":"ada\\"}","items":[{"sku":"tea\\",\\"price\\":\\"0","count":9007199254740993}],"total":12.340,' +
      '"source":"gateway","label":"for ada\\"}","tags":[1]}',
  )
})

test('a form repeats the names of lists and carries objects as JSON', async () => {
  const { body, headers } = await sent(await postJson('form', { name: 'a&b=c', words: ['x', 'y'], deep: { a: 'z' } }))
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(body).toBe('name=a%26b%3Dc&words=x&words=y&deep=%7B%22a%22%3A%22z%22%7D')
})

test('files go on in multipart bodies, and as whole bodies', async () => {
  const form = new FormData()
  form.append('title', 'First "light"\r\nx')
  form.append('photo', new Blob(['\u0000bytes']), 'a"b.jpg')
  const upload = await sent(await call('upload', { method: 'POST', body: form }))
  const boundary = /boundary=(\S+)$/.exec(upload.headers['content-type'] ?? '')?.[1]
  expect(upload.headers['content-length']).toBe(String(upload.body.length))
  expect(upload.body).toBe(
    [
      `--${boundary}`,
      'Content-Disposition: form-data; name="title"',
      '',
      'First "light"\r\nx',
      `--${boundary}`,
      'Content-Disposition: form-data; name="file"; filename="a%22b.jpg"',
      'Content-Type: application/octet-stream',
      '',
      '\u0000bytes',
      `--${boundary}--`,
      '',
    ].join('\r\n'),
  )
  service.answerJson('{}')
  const blob = new FormData()
  blob.append('content', new Blob(['\u0000bytes']), 'x')
  const put = await sent(await call('put', { method: 'POST', body: blob }))
  expect([put.verb, put.body, put.headers['content-length']]).toEqual(['PUT', '\u0000bytes', '6'])
})
