import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Application } from '../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { startService, type TestService } from '../support/service.js'

let dir: string
let service: TestService
let server: TestServer
let app: Application

const yaml = (url: string) => `
services:
  shop:
    url: ${url}/v1
    access: everyone
    types:
      thing: { id: int, note: string? }
    methods:
      any: { call: GET /any, result: any }
      item: { call: "GET /items/{id}", params: { id: string }, result: any }
      kept: { call: GET /thing, result: thing, cache: { for: 60s } }
      file: { call: GET /file, result: binary }
      fault: { call: GET /fault, result: any, errors: { 409: { code: 2, title: Exists, detail: true } } }
`

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'babelgate-hostile-'))
  service = await startService()
  const file = join(dir, 'upstreams.yaml')
  await writeFile(file, yaml(service.url))
  server = await startTestServer({ settings: { UPSTREAMS: file } })
  app = await createApp(server.services, await createUser(server.services, 'ada'))
})
afterAll(async () => {
  await server.stop()
  await service.stop()
  await rm(dir, { recursive: true })
})

const call = (path: string) => fetch(`${server.url}/rpc/shop.${path}`, { headers: { 'x-api-key': app.key } })

const nested = (open: string, inner: string, close: string, depth: number) =>
  `${open.repeat(depth)}${inner}${close.repeat(depth)}`

test('the message of a fault is looked for in one nested error only', async () => {
  service.answerJson('{"error":{"message":"it exists"}}', 409)
  expect(await (await call('fault')).json()).toMatchObject({ status: 409, detail: 'it exists' })
  service.answerJson(nested('{"error":', `{"message":"${'x'.repeat(200_000)}"}`, '}', 500), 409)
  const begun = performance.now()
  expect(await (await call('fault')).json()).not.toHaveProperty('detail')
  // Reading it anew for each level takes a hundred times as long.
  expect(performance.now() - begun).toBeLessThan(1000)
})

test('a nested error that is deeper than the stack is a fault like any other', async () => {
  service.answerJson(nested('{"error":', '1', '}', 100_000), 409)
  expect(await (await call('fault')).json()).toMatchObject({ status: 409, code: 2 })
})

test('the message of a fault is not cut amid a character', async () => {
  service.answerJson(JSON.stringify({ message: `${'x'.repeat(199)}\u{1f600}` }), 409)
  expect(await (await call('fault')).json()).toMatchObject({ detail: 'x'.repeat(199) })
})

test.each(['', '1234567890123456789'])('an answer that is deeper than the stack is 502: [[%s]]', async (inner) => {
  service.answerJson(nested('[', inner, ']', 100_000))
  expect((await call('any')).status).toBe(502)
})

test('undeclared members of an answer that is kept may be deeper than the stack', async () => {
  service.answerJson(`{"id":1,"other":${nested('[', '', ']', 100_000)}}`)
  expect(await (await call('kept')).text()).toBe('{"id":1}')
})

test('an integer of a million digits is read in no time', async () => {
  const digits = '9'.repeat(990_000)
  service.answerJson(`[${[digits, digits, digits, digits].join()}]`)
  const begun = performance.now()
  expect(await (await call('any')).json()).toEqual([digits, digits, digits, digits])
  // As bigints they take several seconds.
  expect(performance.now() - begun).toBeLessThan(1500)
})

test.each(['nonsense', 'text/html;;', 'a/b, c/d'])('a file of the type %j has none', async (type) => {
  service.answer((response) => response.writeHead(200, { 'content-type': type }).end('abc'))
  const response = await call('file')
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
    200,
    'application/octet-stream',
    'abc',
  ])
})

test('a file that browsers would show is saved', async () => {
  service.answer((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<script></script>'))
  const { headers } = await call('file')
  expect([headers.get('content-disposition'), headers.get('x-content-type-options')]).toEqual(['attachment', 'nosniff'])
})

test.each(['../../admin', 'a/../b', '..\\admin', '..;', './a', 'a/.'])(
  'a path parameter has no segments that a server could resolve once it is decoded: %s',
  async (id) => {
    service.answerJson('{}')
    const response = await call(`item?id=${encodeURIComponent(id)}`)
    expect([response.status, service.received]).toEqual([400, []])
  },
)

test.each(['a..b', '.well-known/x', 'a/...', 'v1.2/3.'])('a path parameter may hold points: %s', async (id) => {
  service.answerJson('{}')
  expect((await call(`item?id=${encodeURIComponent(id)}`)).status).toBe(200)
})
