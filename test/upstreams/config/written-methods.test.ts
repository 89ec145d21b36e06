import type { Application } from '../../../src/core/ports/app-store.js'
import type { OpenService } from '../../../src/upstreams/open-services.js'
import { serveService } from '../../support/operations.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { startService, type TestService } from '../../support/service.js'
import { writtenIn } from '../../support/upstreams-file.js'

let server: TestServer
let service: TestService
let open: OpenService
let app: Application
let token: string

/** A file with every way to write a request. */
const file = (url: string) => `
services:
  shop:
    url: ${url}/v1/
    auth: { header: { X-Api-Key: "\${SHOP_KEY}" } }
    types:
      line: { sku: string, quantity: int }
      order: { id: long, lines: "line[]", total: decimal, placed_at: datetime, note: string?, parent: order? }
    methods:
      get:
        call: GET /orders/{id}
        params: { id: long, expand: "string[]?" }
        result: order
        errors:
          404: { code: 3, title: Order not found }
      create:
        call: POST /orders
        params: { customer: string, lines: "line[]", note: string?, dry_run: boolean? }
        query: { dryRun: "{dry_run}", source: "api-{customer}", tenant: "\${TENANT}", version: 2 }
        body: { customer_id: "{customer}", items: "{lines}", comment: "{note}", raw: "{{x}}", by: "\${TENANT}", tags: [a, "{note}"], on: true }
        headers: { Idempotency-Key: "{call.id}" }
        answer: data
        result: order
      plain: { call: POST /plain, params: { name: string, count: long?, lines: "line[]?" }, result: any }
      remove: { call: "DELETE /orders/{id}", params: { id: long, reason: string? } }
      list: { call: GET /orders, result: "order[]", probe: true }
      matrix: { call: GET /matrix, result: "number[][]" }
      every:
        call: POST /every
        params:
          { s: string, i: int, l: long, d: decimal, n: number, b: boolean, date: date, at: datetime, any: any, x: { in: "binary[]" }, o: { a: int? } }
        result: any
      answer:
        call: GET /answer
        result:
          { s: string, i: int, l: long, d: decimal, n: number, b: boolean, date: date, at: datetime, bin: binary, any: any, list: "string[]", o: { a: int? } }
      upload: { call: POST /files, params: { title: string, photo: binary }, result: any }
      put: { call: PUT /blob, params: { content: binary }, body: "{content}", headers: { Content-Type: image/png }, result: any }
      form: { call: POST /form, params: { name: string, words: "string[]" }, headers: { Content-Type: application/x-www-form-urlencoded }, result: any }
      text: { call: POST /text, params: { name: string }, headers: { Content-Type: text/csv }, body: "name,{name}", result: any }
      csv: { call: GET /csv, headers: { Accept: text/csv }, result: string }
      picture: { call: GET /picture, result: binary }
      open: { call: GET /open, needs: [], result: any }
      mine: { call: GET /mine, needs: [token, doc=write], result: any }
      posted: { call: POST /search, write: false, result: any }
`

beforeAll(async () => {
  server = await startTestServer()
  service = await startService()
  open = await serveService(server, writtenIn(file(service.url), { env: { SHOP_KEY: 'shop-secret', TENANT: 'a{b}' } }))
  const ada = await createUser(server.services, 'ada')
  app = await createApp(server.services, ada)
  token = (await createToken(server.services, app, ada, { doc: 'read' })).bearerToken
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

function sent() {
  const [request] = service.received
  if (request === undefined) throw new Error('nothing came')
  return request
}

const order =
  '{"id":9007199254740993,"lines":[{"sku":"a","quantity":1}],"total":1.10,"placed_at":"2026-01-02T03:04:05Z"}'

test('a path takes its parameter, the query takes the others', async () => {
  service.answerJson(order)
  const response = await call('get?id=9007199254740993&expand=a,b')
  expect(await response.text()).toBe(
    '{"id":"9007199254740993","lines":[{"sku":"a","quantity":1}],"total":1.10,"placed_at":"2026-01-02T03:04:05Z"}',
  )
  expect(sent()).toMatchObject({ verb: 'GET', path: '/v1/orders/9007199254740993?expand=a&expand=b', body: '' })
  expect(sent().headers['x-api-key']).toBe('shop-secret')
})

test('a body is a tree of constants and parameters with their types', async () => {
  service.answerJson(`{"data":${order},"more":1}`)
  const response = await postJson('create', { customer: 'c"1', lines: [{ sku: 'a', quantity: 2 }], dry_run: true })
  expect(response.status).toBe(200)
  expect(JSON.parse(await response.text())).toMatchObject({ id: '9007199254740993' })
  const { path, body, headers } = sent()
  expect(path).toBe('/v1/orders?dryRun=true&source=api-c%221&tenant=a%7Bb%7D&version=2')
  expect(body).toBe(
    '{"customer_id":"c\\"1","items":[{"sku":"a","quantity":2}],"raw":"{x}","by":"a{b}","tags":["a"],"on":true}',
  )
  expect(headers['idempotency-key']).toBe(response.headers.get('x-request-id'))
})

test('without a body the parameters are members of one', async () => {
  await postJson('plain', { name: 'Ada', count: '9007199254740993' })
  expect(sent()).toMatchObject({ path: '/v1/plain', body: '{"name":"Ada","count":9007199254740993}' })
  expect(sent().headers['content-type']).toBe('application/json')
})

test('the other parameters of a DELETE are in its query', async () => {
  expect((await postJson('remove', { id: 7, reason: 'x' })).status).toBe(200)
  expect(sent()).toMatchObject({ verb: 'DELETE', path: '/v1/orders/7?reason=x', body: '' })
})

test('lists are read, nested ones too', async () => {
  service.answerJson(`[${order}]`)
  expect(await (await call('list')).json()).toMatchObject([{ id: '9007199254740993' }])
  service.answerJson('[[1,2.5],[],[3]]')
  expect(await (await call('matrix')).text()).toBe('[[1,2.5],[],[3]]')
})

const values = {
  s: 'text',
  i: -5,
  l: '9007199254740993',
  d: '1.10',
  n: 0.5,
  b: true,
  date: '2026-01-02',
  at: '2026-01-02T03:04:05Z',
}

test('every type is sent', async () => {
  await postJson('every', { ...values, any: { x: [1] }, x: { in: ['aGk='] }, o: {} })
  expect(sent().body).toBe(
    '{"s":"text","i":-5,"l":9007199254740993,"d":1.10,"n":0.5,"b":true,"date":"2026-01-02","at":"2026-01-02T03:04:05Z","any":{"x":[1]},"x":{"in":["aGk="]},"o":{}}',
  )
})

test.each([
  ['i', 3000000000],
  ['i', 'x'],
  ['l', 1.5],
  ['d', 'one'],
  ['n', 'x'],
  ['b', 'maybe'],
  ['x', { in: ['no base64!'] }],
  ['o', { a: 'x' }],
  ['o', 5],
])('a value of another type is refused: %s = %j', async (name, value) => {
  const response = await postJson('every', { ...values, any: 1, x: { in: [] }, o: {}, [name]: value })
  expect([response.status, service.received]).toEqual([400, []])
})

test('every type is read', async () => {
  service.answerJson(
    '{"s":"text","i":-5,"l":9007199254740993,"d":1.10,"n":0.5,"b":true,"date":"2026-01-02","at":"2026-01-02T03:04:05Z","bin":"aGk=","any":{"x":[1]},"list":["a"],"o":{"a":1,"hidden":2},"hidden":1}',
  )
  expect(await (await call('answer')).json()).toEqual({
    ...values,
    d: 1.1,
    bin: 'aGk=',
    any: { x: [1] },
    list: ['a'],
    o: { a: 1 },
  })
})

test('a file among the parameters makes the body multipart', async () => {
  const body = new FormData()
  body.set('title', 'A photo')
  body.set('photo', new Blob(['bytes of it']), 'photo.png')
  expect((await call('upload', { method: 'POST', body })).status).toBe(200)
  expect(sent().headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
  expect(sent().body).toMatch(
    /name="title"\r\n\r\nA photo\r\n[\s\S]*name="photo"; filename="photo.png"[\s\S]*bytes of it/,
  )
})

test('a file can be the whole body', async () => {
  const body = new FormData()
  body.set('content', new Blob(['bytes of it']), 'photo.png')
  expect((await call('put', { method: 'POST', body })).status).toBe(200)
  expect(sent()).toMatchObject({ verb: 'PUT', path: '/v1/blob', body: 'bytes of it' })
  expect(sent().headers['content-type']).toBe('image/png')
})

test('Content-Type chooses how a body is written', async () => {
  await postJson('form', { name: 'a&b', words: ['x', 'y'] })
  expect(sent()).toMatchObject({ body: 'name=a%26b&words=x&words=y' })
  service.answerJson('{}')
  await postJson('text', { name: 'Ada' })
  expect(sent()).toMatchObject({ body: 'name,Ada' })
  expect(sent().headers['content-type']).toBe('text/csv')
})

test('Accept chooses how an answer is read', async () => {
  service.answer((response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('a,b'))
  expect(await (await call('csv')).json()).toBe('a,b')
  expect(sent().headers.accept).toBe('text/csv')
})

test('a binary result is the answer itself', async () => {
  service.answer((response) => response.writeHead(200, { 'content-type': 'image/png' }).end('bytes of it'))
  const response = await call('picture')
  expect([response.headers.get('content-type'), await response.text()]).toEqual(['image/png', 'bytes of it'])
})

test('a declared status is a fault of the method', async () => {
  service.answerJson('{"error":"internal words"}', 404)
  const text = await (await call('get?id=1')).text()
  expect(JSON.parse(text)).toMatchObject({ code: 3, title: 'Order not found' })
  expect(text).not.toContain('internal words')
})

test.each([
  ['open', {}, 200],
  ['list', {}, 401],
  ['mine', { 'x-api-key': 'KEY' }, 401],
  ['mine', { authorization: 'TOKEN' }, 403],
])('needs are asked for: %s with %j', async (method, given, status) => {
  service.answerJson('[]')
  const headers = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value === 'KEY' ? app.key : `Bearer ${token}`]),
  )
  expect((await fetch(`${server.url}/rpc/shop.${method}`, { headers })).status).toBe(status)
})

test('a write needs POST, unless the file says that it is none', async () => {
  expect((await call('plain?name=a')).status).toBe(405)
  expect((await call('posted')).status).toBe(200)
  expect(sent()).toMatchObject({ verb: 'POST', path: '/v1/search' })
})
