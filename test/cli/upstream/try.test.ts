import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, install } from '../../support/process.js'
import { startService, type TestService } from '../../support/service.js'

let service: TestService
let place: Installation

const secrets = { SHOP_PASSWORD: 'pass word/1', SHOP_KEY: 'k+e/y' }

beforeAll(async () => {
  service = await startService()
  place = install({ UPSTREAMS: 'upstreams.yaml', ...secrets })
  writeFileSync(
    join(place.folder, 'upstreams.yaml'),
    `
services:
  shop:
    url: ${service.url}/v1
    auth: { basic: [gate, "\${SHOP_PASSWORD}"] }
    types: { thing: { id: long, name: string } }
    methods:
      get: { call: "GET /things/{id}", params: { id: long }, result: thing }
      add: { call: POST /things, params: { name: string, tags: "string[]?" }, result: thing, errors: { 409: { code: 3, title: Thing exists } } }
      flaky: { call: GET /flaky, result: any, retries: 1 }
      file: { call: GET /file, result: binary }
  store:
    url: ${service.url}
    auth: { query: { key: "\${SHOP_KEY}" } }
    methods: { echo: { call: GET /echo, result: any } }
  token:
    url: ${service.url}
    auth: { oauth2: { token_url: "${service.url}/token", client_id: us, client_secret: "\${SHOP_PASSWORD}" } }
    methods: { echo: { call: GET /echo, result: any } }
`,
  )
})
afterAll(async () => {
  await place.remove()
  await service.stop()
})

const attempt = (...args: readonly string[]) => place.run(['upstream', 'try', ...args])

test('shows the request, the answer and the result', async () => {
  service.answerJson('{"id":9007199254740993,"name":"a","more":1}')
  const { code, stdout, stderr } = await attempt('shop.get', 'id=9007199254740993')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining([
      '> GET /v1/things/9007199254740993 HTTP/1.1',
      '> authorization: ***',
      expect.stringMatching(/^> x-request-id: try-/),
      '< HTTP/1.1 200 OK',
      '< content-type: application/json',
      '< {"id":9007199254740993,"name":"a","more":1}',
      '  "id": "9007199254740993",',
    ]),
  )
  expect(stdout).toMatch(/^result after \d+ ms:$/m)
  expect(stdout.split('result after')[1]).not.toContain('more')
  expect(service.received[0]?.headers.authorization).toMatch(/^Basic /)
})

test('--json gives both messages and the result, with the body that was sent', async () => {
  service.answerJson('{"id":1,"name":"a"}', 201)
  const { code, stdout } = await attempt('shop.add', 'name=a', 'tags=x,y', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    method: 'shop.add',
    ms: expect.any(Number),
    exchanges: [
      {
        request: { head: expect.stringMatching(/^POST \/v1\/things HTTP\/1\.1\n/), body: service.received[0]?.body },
        response: { head: expect.stringMatching(/^HTTP\/1\.1 201 Created\n/), body: '{"id":1,"name":"a"}' },
      },
    ],
    result: { id: 1, name: 'a' },
  })
  expect(JSON.parse(service.received[0]?.body ?? '')).toEqual({ name: 'a', tags: ['x', 'y'] })
})

test('a fault is shown with its reason, and every try', async () => {
  service.answerJson('{"message":"no"}', 409)
  const declared = await attempt('shop.add', 'name=a')
  expect(declared.code).toBe(1)
  expect(declared.stdout).toMatch(/^< \{"message":"no"\}$/m)
  expect(declared.stdout).toMatch(/^3 Thing exists/m)
  service.answer((response) => response.writeHead(503).end())
  const { exchanges, error } = JSON.parse((await attempt('shop.flaky', '--json')).stdout)
  expect(exchanges).toHaveLength(2)
  expect(error).toMatchObject({ code: 503, reason: 'shop answered 503' })
  service.answer((response) => response.destroy())
  const broken = JSON.parse((await attempt('shop.get', 'id=1', '--json')).stdout)
  expect(broken.exchanges.at(-1).response).toBeUndefined()
  expect(broken.error).toMatchObject({ code: 502, reason: expect.stringContaining('the connection broke') })
})

test('bytes are shown by their number', async () => {
  service.answer((response) => response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(70_000, 255)))
  const { exchanges, result } = JSON.parse((await attempt('shop.file', '--json')).stdout)
  expect(result).toEqual({ contentType: 'image/png', bytes: 70_000 })
  expect(exchanges[0].response.body).toBe('(70000 bytes)')
})

test('secrets are masked wherever a service repeats them', async () => {
  const basic = Buffer.from(`gate:${secrets.SHOP_PASSWORD}`).toString('base64')
  service.answer((response, { headers }) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'session=abc', echo: secrets.SHOP_PASSWORD })
      .end(JSON.stringify({ id: 1, name: `${headers.authorization} ${secrets.SHOP_PASSWORD}` })),
  )
  const outputs = [await attempt('shop.get', 'id=1'), await attempt('shop.get', 'id=1', '--json')]
  service.answer((response, { path }) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([path, secrets.SHOP_KEY])),
  )
  outputs.push(await attempt('store.echo'), await attempt('store.echo', '--json'))
  expect(service.received[0]?.path).toBe('/echo?key=k%2Be%2Fy')
  for (const { code, stdout } of outputs) {
    expect(code).toBe(0)
    expect(stdout).toContain('***')
    for (const secret of [secrets.SHOP_PASSWORD, basic, secrets.SHOP_KEY, 'k%2Be%2Fy', 'session=abc'])
      expect(stdout).not.toContain(secret)
  }
})

test('a token that was fetched for the call is a secret too, and its request is not shown', async () => {
  service.answer((response, { path, headers }) => {
    const body = path === '/token' ? { access_token: 'tok-123', token_type: 'bearer' } : [headers.authorization]
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const { stdout } = await attempt('token.echo', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    exchanges: [{ response: { body: '["Bearer ***"]' } }],
    result: ['Bearer ***'],
  })
  expect(service.received.map(({ path }) => path)).toEqual(['/token', '/echo'])
  expect(stdout).not.toContain('tok-123')
})

test.each([
  [['other.get'], 'has no service other; there are shop, store, token'],
  [['shop.none'], 'There is no method shop.none'],
  [['shop.get', 'nr=1'], 'shop.get has no parameter nr; there is id'],
])('%j is refused in one line', async (args, message) => {
  const { code, stdout, stderr } = await attempt(...args)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain(message)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('a word that is no parameter is a usage error, a value of another type a fault that sends nothing', async () => {
  expect((await attempt('shop.get', 'id')).code).toBe(2)
  service.answerJson('{}')
  const { code, stdout } = await attempt('shop.get', 'id=x', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ exchanges: [], error: { code: 123 } })
  expect(service.received).toEqual([])
})
