import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import type { Application } from '../../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { kindMethods } from './methods.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer({ methods: kindMethods, settings: { CORS_ORIGINS: 'https://app.example' } })
  app = await createApp(server.services, await createUser(server.services, 'ada'))
})
afterAll(() => server.stop())

const call = (path: string, { headers, ...init }: RequestInit = {}) =>
  fetch(`${server.url}/rpc/${path}`, { ...init, headers: { 'x-api-key': app.key, ...headers } })

/** What came over the wire, before anything is unpacked. */
async function raw(path: string, headers: Record<string, string>, method = 'GET') {
  const sent = request(`${server.url}/rpc/${path}`, { method, headers: { 'x-api-key': app.key, ...headers } })
  const [response] = await new Promise<[import('node:http').IncomingMessage]>((resolve, reject) => {
    sent.once('response', (incoming) => resolve([incoming])).once('error', reject)
    sent.end()
  })
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) }
}

describe('answers', () => {
  test('come in the types of JSON, without anything around them', async () => {
    const response = await call('kinds.object')
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    expect(await response.text()).toBe(
      '{"text":"é \\"\\n","flag":true,"whole":7,"large":"9007199254740993","small":42,' +
        '"ratio":1000000000000000000000,"exact":12.50,"none":null,"empty":[],"map":{"a":1},' +
        '"any":{"deep":[1.5,null,{"yes":false}]}}',
    )
  })

  test('may be a bare list or a bare scalar', async () => {
    expect(await (await call('kinds.list')).text()).toBe('[1,2]')
    expect(await (await call('kinds.scalar')).text()).toBe('"text"')
  })

  test('name the request, and may not be guessed at or kept', async () => {
    const { headers } = await call('kinds.list')
    expect(headers.get('x-request-id')).toMatch(/./)
    expect([headers.get('x-content-type-options'), headers.get('cache-control')]).toEqual(['nosniff', 'no-store'])
  })
})

describe('calls', () => {
  const length = async (init: RequestInit, query = '') => (await call(`kinds.long${query}`, init)).json()

  test('bring parameters in the query, as JSON, a form or multipart', async () => {
    const answer = { text: 'xxx' }
    const multipart = new FormData()
    multipart.append('length', '3')
    expect(await length({}, '?length=3')).toEqual(answer)
    expect(
      await length({ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"length":3}' }),
    ).toEqual(answer)
    expect(await length({ method: 'POST', body: new URLSearchParams({ length: '3' }) })).toEqual(answer)
    expect(await length({ method: 'POST', body: multipart })).toEqual(answer)
  })

  test('HEAD has the headers of GET, compressed or not', async () => {
    for (const accepted of ['identity', 'gzip']) {
      const path = 'kinds.long?length=5000'
      const get = await raw(path, { 'accept-encoding': accepted })
      expect(get.headers['content-encoding']).toBe(accepted === 'gzip' ? 'gzip' : undefined)
      const head = await raw(path, { 'accept-encoding': accepted }, 'HEAD')
      const { date: _, 'x-request-id': __, ...same } = get.headers
      expect(head.headers).toMatchObject(same)
      expect([head.status, head.body.length]).toEqual([200, 0])
    }
  })

  test('OPTIONS says what is allowed', async () => {
    const { status, headers } = await call('kinds.list', { method: 'OPTIONS' })
    expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS'])
  })

  test('pages of listed origins may send the key and read what headers say', async () => {
    const origin = 'https://app.example'
    const preflight = await call('kinds.list', { method: 'OPTIONS', headers: { origin } })
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type, X-Api-Key')
    const { headers } = await call('kinds.list', { method: 'POST', headers: { origin } })
    expect(headers.get('access-control-allow-origin')).toBe(origin)
    expect(headers.get('access-control-expose-headers')).toBe('X-Request-Id, Retry-After, RateLimit, RateLimit-Policy')
    const foreign = await call('kinds.list', { method: 'OPTIONS', headers: { origin: 'https://other.example' } })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('compression', () => {
  const long = 'kinds.long?length=5000'

  test.each(['gzip', 'br, gzip;q=0.5', '*', 'deflate, GZIP', 'identity;q=0.5, gzip'])(
    '%s is answered by gzip',
    async (accepted) => {
      const { headers, body } = await raw(long, { 'accept-encoding': accepted })
      expect([headers['content-encoding'], headers.vary]).toEqual(['gzip', 'Accept-Encoding'])
      expect(headers['content-length']).toBe(String(body.length))
      expect(JSON.parse(gunzipSync(body).toString())).toEqual({ text: 'x'.repeat(5000) })
    },
  )

  test.each(['', 'br', 'gzip;q=0', '*;q=0', 'gzip;q=0, *', 'identity, gzip;q=0.5', 'gzip;q=x'])(
    '%p is answered as it is',
    async (accepted) => {
      const { headers, body } = await raw(long, { 'accept-encoding': accepted })
      expect([headers['content-encoding'], headers.vary]).toEqual([undefined, 'Accept-Encoding'])
      expect(JSON.parse(body.toString())).toEqual({ text: 'x'.repeat(5000) })
    },
  )

  test('an answer of a kilobyte stays as it is, one that is longer does not', async () => {
    const around = '{"text":""}'.length
    const kilobyte = await raw(`kinds.long?length=${1024 - around}`, { 'accept-encoding': 'gzip' })
    expect([kilobyte.headers['content-encoding'], kilobyte.headers.vary, kilobyte.body.length]).toEqual([
      undefined,
      undefined,
      1024,
    ])
    const longer = await raw(`kinds.long?length=${1025 - around}`, { 'accept-encoding': 'gzip' })
    expect(longer.headers['content-encoding']).toBe('gzip')
  })

  test('the log counts the bytes that were sent', async () => {
    const { headers, body } = await raw(long, { 'accept-encoding': 'gzip' })
    const line = server.log.find((text) => text.includes(`"${headers['x-request-id']}"`))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ status: 200, bytes: body.length })
  })

  test('answers of the old dialect are never compressed', async () => {
    const response = await fetch(`${server.url}/api/kinds.long?length=5000&api_key=${app.key}`)
    expect(response.headers.get('content-encoding')).toBeNull()
  })
})
