import { get as request } from 'node:http'
import type { Application } from '../../../src/core/ports/app-store.js'
import { failingMethods } from '../../support/failing-methods.js'
import { oauthHeader } from '../../support/oauth.js'
import {
  createApp,
  createToken,
  createUser,
  form,
  get,
  signed,
  startTestServer,
  type TestServer,
} from '../../support/server.js'
import { methodCall, postXml } from '../../support/xmlrpc.js'

let server: TestServer
let app: Application
let bearer: string

beforeAll(async () => {
  server = await startTestServer({ methods: failingMethods })
  const user = await createUser(server.services, 'ada')
  app = await createApp(server.services, user)
  await server.services.apps.change(app.key, { oauthMethods: ['HMAC-SHA1', 'MD5'] }, 'cli:test')
  bearer = (await createToken(server.services, app, user)).bearerToken
})
afterAll(() => server.stop())

const read = async () => (await fetch(`${server.url}/metrics`)).text()

/** The value of a sample, its labels in any order; 0 where it is not there. */
async function sample(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const line = (await read())
    .split('\n')
    .find((text) => text.replace(/[ {].*/, '') === name && wanted.every((label) => text.includes(label)))
  return line === undefined ? 0 : Number(line.split(' ').at(-1))
}

const hello = (headers: Record<string, string>) => fetch(`${server.url}/api/test.hello/json`, { headers })
const byOAuth = (method: string, nonce: string) =>
  hello({
    authorization: oauthHeader(
      { key: app.key, secret: app.secret },
      { url: `${server.url}/api/test.hello/json`, oauth: { oauth_signature_method: method, oauth_nonce: nonce } },
    ),
  })

test('counts calls by protocol, method and code, with one label for all unknown methods', async () => {
  for (let count = 0; count < 3; count++) await get(server.url, 'test.hello', [['api_key', app.key]])
  await get(server.url, 'test.hello', [])
  await postXml(server.url, methodCall('system.listMethods'))
  for (let count = 0; count < 50; count++) {
    await get(server.url, `no.such_${count}`, [['api_key', app.key]])
    await postXml(server.url, methodCall(`no.such_${count}`))
  }
  await fetch(`${server.url}/api/test.hello/json?broken=%zz`)
  const calls = (protocol: string, method: string, code: string) =>
    sample('babelgate_calls_total', { protocol, method, code })
  expect(await calls('rest', 'test.hello', '0')).toBe(3)
  expect(await calls('rest', 'test.hello', '100')).toBe(1)
  expect(await calls('xmlrpc', 'system.listMethods', '0')).toBe(1)
  expect(await calls('rest', 'unknown', '103')).toBe(50)
  expect(await calls('xmlrpc', 'unknown', '103')).toBe(50)
  expect(await calls('rest', 'unknown', '123')).toBe(1)
  expect(await read()).not.toContain('no.such')
})

test('counts calls by dialect, those that cannot be read too', async () => {
  const calls = (dialect: string, code: string) =>
    sample('babelgate_dialect_calls_total', { dialect, protocol: 'rest', code })
  const [answered, unread] = [await calls('ipernity', '0'), await calls('ipernity', '123')]
  await fetch(`${server.url}/rpc/test.hello?api_key=${app.key}`)
  await fetch(`${server.url}/rpc/test.hello?broken=%zz`)
  expect(await calls('native', '0')).toBe(1)
  expect(await calls('native', '123')).toBe(1)
  expect([await calls('ipernity', '0'), await calls('ipernity', '123')]).toEqual([answered, unread])
  await get(server.url, 'test.hello', [['api_key', app.key]])
  expect(await calls('ipernity', '0')).toBe(answered + 1)
})

test('times calls', async () => {
  const before = await sample('babelgate_call_duration_seconds_count', { protocol: 'rest' })
  await get(server.url, 'test.hello', [['api_key', app.key]])
  expect(await sample('babelgate_call_duration_seconds_count', { protocol: 'rest' })).toBe(before + 1)
  expect(await sample('babelgate_call_duration_seconds_bucket', { protocol: 'rest', le: '+Inf' })).toBe(before + 1)
  expect(await sample('babelgate_call_duration_seconds_sum', { protocol: 'rest' })).toBeGreaterThan(0)
})

test('times calls by method, with a bounded number of labels', async () => {
  const count = (method: string) => sample('babelgate_call_seconds_count', { method })
  const [before, others] = [await count('test.hello'), await count('other')]
  await get(server.url, 'test.hello', [['api_key', app.key]])
  await postXml(server.url, methodCall('test.hello'))
  for (const name of ['slow.none', 'slow.other', '__proto__']) await get(server.url, name, [['api_key', app.key]])
  await postXml(server.url, '<not well-formed')
  expect(await count('test.hello')).toBe(before + 2)
  expect(await count('other')).toBe(others + 4)
  expect(await sample('babelgate_call_seconds_bucket', { method: 'test.hello', le: '+Inf' })).toBe(before + 2)
  expect(await read()).not.toMatch(/slow\.|__proto__/)
})

test('counts signature schemes by application, of authenticated calls only', async () => {
  const uses = (protocol: string, scheme: string) =>
    sample('babelgate_application_calls_total', { app: app.key, protocol, scheme })
  const keyed = await uses('rest', 'key')
  await get(server.url, 'test.hello', signed(app, 'test.hello', []))
  await get(server.url, 'test.hello', [
    ['api_key', app.key],
    ['api_sig', 'f'.repeat(32)],
  ])
  await hello({ authorization: `Bearer ${bearer}` })
  await byOAuth('HMAC-SHA1', 'one')
  await byOAuth('MD5', 'two')
  await get(server.url, 'test.hello', [['api_key', 'f'.repeat(32)]])
  expect(await uses('rest', 'api-sig')).toBe(1)
  expect(await uses('rest', 'bearer')).toBe(1)
  expect(await uses('rest', 'oauth1/HMAC-SHA1')).toBe(1)
  expect(await uses('rest', 'oauth1/MD5')).toBe(1)
  expect(await uses('rest', 'key')).toBe(keyed)
  const text = await read()
  expect(text).not.toContain('f'.repeat(32))
  for (const secret of [app.secret, bearer]) expect(text).not.toContain(secret)
  expect(server.log.join('')).toContain('"scheme":"oauth1/MD5"')
})

test('counts decisions about nonces', async () => {
  const decided = (decision: string) => sample('babelgate_nonces_total', { decision })
  const fresh = await decided('fresh')
  await byOAuth('HMAC-SHA1', 'three')
  await byOAuth('HMAC-SHA1', 'three')
  expect(await decided('fresh')).toBe(fresh + 1)
  expect(await decided('used')).toBe(1)
})

test('counts refusals by limits', async () => {
  const limited = await startTestServer({ settings: { LIMIT_IP: '2/d' } })
  for (let count = 0; count < 5; count++) await get(limited.url, 'api.methods.getList', [])
  const text = await (await fetch(`${limited.url}/metrics`)).text()
  await limited.stop()
  expect(text).toContain('babelgate_limit_refusals_total{subject="address"} 1')
  expect(text).toContain('babelgate_calls_total{protocol="rest",method="api.methods.getList",code="0"} 2')
})

test('counts 503 by store', async () => {
  await get(server.url, 'failing.unavailable', [['api_key', app.key]])
  expect(await sample('babelgate_store_errors_total', { store: 'unknown' })).toBe(1)
})

test('includes process metrics, and is not cacheable', async () => {
  const response = await fetch(`${server.url}/metrics`)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const text = await response.text()
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes', 'babelgate_maintenance 0'])
    expect(text).toContain(name)
})

describe("on the clients' port", () => {
  test.each([
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-Forwarded-Proto', 'https'],
    ['Forwarded', 'for=127.0.0.1'],
    ['Via', '1.1 proxy'],
    ['X-Real-IP', '::1'],
    ['CF-Connecting-IP', '127.0.0.1'],
  ])('a request with %s sees nothing', async (name, value) => {
    const response = await fetch(`${server.url}/metrics`, { headers: { [name]: value } })
    expect([response.status, await response.text()]).toEqual([404, 'There is nothing at this address.\n'])
  })

  test.each(['api.example.org', '192.0.2.1:8080', 'localhost.example.org'])(
    'nor one to the host "%s"',
    async (host) => {
      expect(await statusFor(host)).toBe(404)
    },
  )

  test.each(['localhost:8080', '127.0.0.1', '[::1]:8080'])('one to the host %s does', async (host) => {
    expect(await statusFor(host)).toBe(200)
  })

  test('other verbs are refused', async () => {
    expect((await fetch(`${server.url}/metrics`, { method: 'POST', body: form([]) })).status).toBe(405)
  })
})

/** The status that a request with another Host gets; `fetch` does not let it be chosen. */
function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}/metrics`, { headers: { host } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject)
  })
}
