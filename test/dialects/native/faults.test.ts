import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { faultTable } from '../../../src/core/errors.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { text } from '../../../src/core/schema/params.js'
import { failingMethods } from '../../support/failing-methods.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { kindMethods } from './methods.js'

const refusing = defineMethod()({
  name: 'kinds.refuse',
  summary: 'Refuse a length that only the handler knows to be wrong',
  params: z.object({ length: text() }),
  result: z.object({}),
  errors: { 1: 'Length unknown' },
  run(_invocation, fail) {
    throw fail(1, 'The length is not known', [{ name: 'length', reason: 'invalid' }])
  },
})

let server: TestServer
let user: User
let app: Application
beforeAll(async () => {
  server = await startTestServer({
    methods: [...kindMethods, ...failingMethods, refusing],
    settings: { UPLOAD_MAX: '1 MB' },
  })
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

  const file = (
    name: string,
    content: string | Buffer<ArrayBuffer>,
    more: Readonly<Record<string, string>> = {},
  ): RequestInit => {
    const body = new FormData()
    body.append(name, new Blob([content]), 'a.jpg')
    for (const [key, value] of Object.entries(more)) body.append(key, value)
    return { method: 'POST', body }
  }
  const json = (body: string): RequestInit => ({
    ...{ method: 'POST', body },
    headers: { 'content-type': 'application/json' },
  })

  test.each<[what: string, path: string, init: RequestInit | undefined, code: number, name: string]>([
    ['sent twice', 'test.echo?a=1&a=2', undefined, 123, 'a'],
    ['with control characters', 'test.echo?a=%01', undefined, 123, 'a'],
    ['with broken percent-encoding', 'test.echo?a=%zz', undefined, 123, 'a'],
    ['written as an array', 'test.echo?a[]=1', undefined, 123, 'a[]'],
    [
      'longer than a value may be',
      'test.echo',
      { method: 'POST', body: new URLSearchParams({ a: 'x'.repeat(512 * 1024 + 1) }) },
      124,
      'a',
    ],
    ['nested where no tree is taken', 'test.hello', json('{"a":{"b":1}}'), 123, 'a'],
    ['a number that JSON cannot hold', 'test.hello', json('{"a":9007199254740993}'), 123, 'a'],
    ['in another charset than it says', 'test.echo', file('b', '', { a: '\ud800', _charset_: 'utf-7' }), 123, 'a'],
  ])('name a parameter that is %s', async (_what, path, init, code, name) => {
    const { body } = await problem(path, init)
    expect(body).toMatchObject({ code, parameters: [{ name, reason: 'invalid' }] })
  })

  test('name the parameters of OAuth that are missing', async () => {
    const authorization = `OAuth oauth_consumer_key="${app.key}", oauth_signature_method="HMAC-SHA1"`
    const { body } = await problem('test.hello', { headers: { authorization } })
    const missing = ['oauth_timestamp', 'oauth_nonce', 'oauth_signature'].map((name) => ({ name, reason: 'missing' }))
    expect(body).toMatchObject({ code: 131, parameters: expect.arrayContaining(missing) })
    expect(body['parameters']).toHaveLength(missing.length)
  })

  describe('about a file', () => {
    const upload = async (init: RequestInit, query = '') => {
      const { bearerToken } = await createToken(server.services, app, user, { doc: 'write' })
      const headers = { authorization: `Bearer ${bearerToken}` }
      return (await problem(`upload.file${query}`, { ...init, headers })).body
    }

    test('name it where it is missing, empty, too large, twice there or of a type that is not accepted', async () => {
      const missing = { code: 1, parameters: [{ name: 'file', reason: 'missing' }] }
      const wrong = [{ name: 'file', reason: 'invalid' }]
      expect(await upload({ method: 'POST' })).toMatchObject(missing)
      expect(await upload(file('file', ''))).toMatchObject(missing)
      expect(await upload(file('file', 'no picture'))).toMatchObject({ code: 3, parameters: wrong })
      expect(await upload(file('file', 'x'.repeat(2_000_000)))).toMatchObject({ code: 124, parameters: wrong })
      const twice = file('file', 'a')
      if (twice.body instanceof FormData) twice.body.append('file', new Blob(['b']), 'b.jpg')
      expect(await upload(twice)).toMatchObject({ code: 123, parameters: wrong })
    })

    test('name what is wrong beside it', async () => {
      const picture = file('file', Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'))
      expect(await upload(picture, '?lat=-999&lng=3')).toMatchObject({
        code: 123,
        parameters: [
          { name: 'lat', reason: 'invalid' },
          { name: 'lng', reason: 'invalid' },
        ],
      })
    })
  })

  test('a handler names the parameters of its own faults', async () => {
    expect((await problem('kinds.refuse?length=7')).body).toMatchObject({
      code: 1,
      parameters: [{ name: 'length', reason: 'invalid' }],
    })
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
