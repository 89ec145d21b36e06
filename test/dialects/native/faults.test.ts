import { faultTable } from '../../../src/core/errors.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { failingMethods } from '../../support/failing-methods.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { kindMethods } from './methods.js'

let server: TestServer
let user: User
let app: Application
beforeAll(async () => {
  server = await startTestServer({ methods: [...kindMethods, ...failingMethods] })
  user = await createUser(server.services, 'ada')
  app = await createApp(server.services, user)
})
afterAll(() => server.stop())

async function problem(path: string, { headers, ...init }: RequestInit = {}) {
  const response = await fetch(`${server.url}/rpc/${path}`, { ...init, headers: { 'x-api-key': app.key, ...headers } })
  const body = (await response.json()) as Readonly<Record<string, unknown>>
  return { response, body }
}

describe('faults', () => {
  test('are problem details, with what only the gateway knows', async () => {
    const { response, body } = await problem('test.nothing')
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Method not found',
      status: 404,
      code: 103,
      name: 'method-not-found',
      request_id: response.headers.get('x-request-id'),
    })
    expect(response.status).toBe(404)
  })

  test("of a method's own have no name, and say which parameter is wrong", async () => {
    const missing = await problem('kinds.long')
    expect(missing.body).toEqual({
      type: 'about:blank',
      title: 'Length missing',
      status: 400,
      detail: 'The parameter length is missing',
      code: 1,
      request_id: expect.any(String),
      parameters: [{ name: 'length', reason: 'missing' }],
    })
    const wrong = await problem('kinds.long?length=x')
    expect(wrong.body).toMatchObject({ code: 2, parameters: [{ name: 'length', reason: 'invalid' }] })
  })

  test.each(['', '/', 'a/b', 'test.hello/json'])('the address /rpc/%s is one of no method', async (path) => {
    const { response, body } = await problem(path)
    expect([response.status, body['code']]).toEqual([404, 103])
  })

  test('show nothing of what was unforeseen', async () => {
    const { response, body } = await problem('failing.unforeseen')
    expect([response.status, body['name']]).toEqual([500, 'service-error'])
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  test('have the status of their meaning whatever the setting says, and the challenge that belongs to 401', async () => {
    const noKey = await fetch(`${server.url}/rpc/kinds.list`)
    expect([noKey.status, noKey.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Babelgate"'])
    const { response } = await problem('failing.unavailable')
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([503, null])
  })

  test('keep the numbers and names of the error table', async () => {
    for (const path of ['kinds.list?broken=%zz', 'auth.checkToken', 'test.nothing']) {
      const { body } = await problem(path)
      const { code, title } = faultTable[body['name'] as keyof typeof faultTable]
      expect(body).toMatchObject({ code, title })
    }
  })
})

describe('verbs', () => {
  test.each(['GET', 'HEAD'])('%s on a write is 405 with the code 120', async (method) => {
    const response = await fetch(`${server.url}/rpc/kinds.change`, { method, headers: { 'x-api-key': app.key } })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
    if (method === 'GET') expect(await response.json()).toMatchObject({ code: 120, name: 'post-required' })
  })

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is 405 with the code 123', async (method) => {
    const { response, body } = await problem('kinds.list', { method })
    expect([response.status, response.headers.get('allow'), body['code']]).toEqual([
      405,
      'GET, HEAD, POST, OPTIONS',
      123,
    ])
  })
})

describe('credentials', () => {
  const other = 'f'.repeat(32)
  const hello = async (query: string, headers: Record<string, string>) => {
    const response = await fetch(`${server.url}/rpc/test.hello?${query}`, { headers })
    return response.ok ? 0 : ((await response.json()) as { readonly code: number }).code
  }

  test('a key comes in the header or the query, or as the same in both', async () => {
    expect(await hello('', { 'x-api-key': app.key })).toBe(0)
    expect(await hello(`api_key=${app.key}`, {})).toBe(0)
    expect(await hello(`api_key=${app.key}`, { 'x-api-key': app.key })).toBe(0)
    expect(await hello(`api_key=${app.key}`, { 'x-api-key': other })).toBe(123)
    expect(await hello('', {})).toBe(100)
  })

  test('a key beside a bearer token is that of its application, or the call is refused', async () => {
    const { bearerToken } = await createToken(server.services, app, user, { doc: 'read' })
    const authorization = `Bearer ${bearerToken}`
    const another = await createApp(server.services, user)
    expect(await hello('', { authorization })).toBe(0)
    expect(await hello('', { authorization, 'x-api-key': app.key })).toBe(0)
    expect(await hello(`api_key=${app.key}`, { authorization })).toBe(0)
    expect(await hello('', { authorization, 'x-api-key': another.key })).toBe(123)
    expect(await hello(`api_key=${other}`, { authorization })).toBe(123)
    expect(await hello('', { authorization: 'Bearer nonsense', 'x-api-key': app.key })).toBe(107)
  })

  test('what other clients sign with is a parameter that no method declares, and proves nothing', async () => {
    const { authToken } = await createToken(server.services, app, user, { doc: 'read' })
    const signed = `api_key=${app.key}&auth_token=${authToken}&api_sig=${other}`
    expect(await hello(signed, {})).toBe(0)
    const echoed = await fetch(`${server.url}/rpc/test.echo?echo=a&${signed}`)
    expect(await echoed.json()).toEqual({ echo: 'a', auth_token: authToken, api_sig: other })
    const checked = await problem(`auth.checkToken?${signed}`)
    expect(checked.body).toMatchObject({ code: 104, name: 'signature-missing' })
  })
})
