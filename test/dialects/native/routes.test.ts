import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Application } from '../../../src/core/ports/app-store.js'
import { oauthHeader, signOAuth } from '../../support/oauth.js'
import { routed } from '../../support/routed.js'
import { createApp, createToken, createUser, form, startTestServer, type TestServer } from '../../support/server.js'

const id = { id: { type: 'integer', format: 'int32' } } as const
const needs = { key: false, post: true }
const pets = [
  routed('pets.list', 'GET /pets', { params: { properties: { limit: { type: 'integer', format: 'int32' } } } }),
  routed('pets.create', 'POST /pets', { params: { properties: { name: { type: 'string' } } }, needs }),
  routed('pets.get', 'GET /pets/{id}', { params: { properties: id, required: ['id'] } }),
  routed('pets.mine', 'GET /pets/mine'),
  routed('pets.put', 'PUT /pets/{id}', {
    params: { properties: { ...id, name: { type: 'string' } } },
    needs,
  }),
  routed('pets.patch', 'PATCH /pets/{id}', { params: { properties: id } }),
  routed('pets.remove', 'DELETE /pets/{id}', { params: { properties: id }, needs }),
  routed('pets.compare', 'GET /compare/{base}...{head}', {
    params: { properties: { base: { type: 'string' }, head: { type: 'string' } } },
  }),
  routed('pets.photo', 'GET /photos/{name}.jpg', { params: { properties: { name: { type: 'string' } } } }),
  routed('pets.named', 'GET /named/{name}', { params: { properties: { name: { type: 'string' } } } }),
  routed('pets.root', 'GET /'),
  routed('pets.self', 'GET '),
  routed('pets.private', 'GET /private', { needs: { token: true } }),
  routed('pets.keyed', 'PUT /keyed', { needs: {}, params: { properties: { a: { type: 'string' } } } }),
]

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer({ settings: { CORS_ORIGINS: 'https://app.example' } })
  app = await createApp(server.services, await createUser(server.services, 'ada'))
  server.catalog.replace({ name: 'pets', services: {} }, pets)
})
afterAll(() => server.stop())

/** The answer at a path as it is written, which fetch would tidy up. */
async function at(path: string, method = 'GET', headers: Record<string, string> = {}, body = '') {
  const sent = request(new URL(server.url), { method, path, headers })
  const [response] = await new Promise<[import('node:http').IncomingMessage]>((resolve, reject) => {
    sent.once('response', (incoming) => resolve([incoming])).once('error', reject)
    sent.end(body)
  })
  const answer = await text(response)
  return {
    status: response.statusCode,
    headers: response.headers,
    body: answer === '' ? undefined : JSON.parse(answer),
  }
}

const json = { 'content-type': 'application/json' }

describe('a route', () => {
  test.each([
    ['GET', '/pets/pets/7', { id: 7 }],
    ['GET', '/pets/pets/mine', {}],
    ['PUT', '/pets/pets/7?name=ignored', { id: 7 }],
    ['PATCH', '/pets/pets/7', { id: 7 }],
    ['DELETE', '/pets/pets/7', { id: 7 }],
    ['GET', '/pets/pets?limit=2', { limit: 2 }],
    ['GET', '/pets/compare/a.b...c%2Fd', { base: 'a.b', head: 'c/d' }],
    ['GET', '/pets/photos/a.b.jpg', { name: 'a.b' }],
    ['GET', '/pets/%70ets/7', { id: 7 }],
    ['GET', '/pets/', {}],
    ['GET', '/pets', {}],
    ['GET', '/pets?x=1', {}],
  ])('%s %s reaches its method with its parameters', async (verb, path, answer) => {
    expect(await at(path, verb)).toMatchObject({ status: 200, body: answer })
  })

  test('takes a JSON body', async () => {
    expect((await at('/pets/pets', 'POST', json, '{"name":"Rex"}')).body).toEqual({ name: 'Rex' })
    expect((await at('/pets/pets/7', 'PUT', json, '{"name":"Rex","id":9}')).body).toEqual({ id: 7, name: 'Rex' })
  })

  test('HEAD is GET without its body', async () => {
    const { headers } = await at('/pets/pets/7')
    expect(await at('/pets/pets/7', 'HEAD')).toMatchObject({
      status: 200,
      body: undefined,
      headers: { 'content-length': headers['content-length'], 'content-type': headers['content-type'] },
    })
  })

  test('stands beside the address of every method', async () => {
    const response = await fetch(`${server.url}/rpc/pets.get?id=7`)
    expect(await response.json()).toEqual({ id: 7 })
  })

  test('of which a prefix is a verb of another is found all the same', async () => {
    expect((await at('/pets/pets/mine', 'DELETE')).body).toMatchObject({
      code: 123,
      parameters: [{ name: 'id', reason: 'invalid' }],
    })
  })
})

describe('no route', () => {
  test.each([
    '/pets/nothing',
    '/pets/pets/7/',
    '/pets/pets/7/8',
    '/pets/photos/.png',
    '/pets/compare/a..b',
    '/pets//pets',
  ])('GET %s is 404', async (path) => {
    const { status, headers, body } = await at(path)
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
    expect(body).toMatchObject({ code: 103, name: 'method-not-found', request_id: headers['x-request-id'] })
  })

  test('of another verb is 405, and says which there are', async () => {
    const { status, headers, body } = await at('/pets/pets/7', 'POST')
    expect([status, headers.allow, body.code]).toEqual([405, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS', 123])
    expect(await at('/pets/pets', 'PROPFIND')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, POST, OPTIONS' },
    })
    expect(await at('/pets/nothing', 'PROPFIND')).toMatchObject({ status: 404 })
  })

  test.each([
    ['/pets/named/', 'empty'],
    ['/pets/named/.', 'a dot'],
    ['/pets/named/..', 'two dots'],
    ['/pets/named/%2e%2E', 'two encoded dots'],
  ])('%s has a parameter that is %s: 123', async (path) => {
    expect(await at(path)).toMatchObject({
      status: 400,
      body: { code: 123, parameters: [{ name: 'name', reason: 'invalid' }] },
    })
  })

  test.each(['/pets/pets/%zz', '/pets/pets/%ff'])('%s has broken percent-encoding: 123', async (path) => {
    expect(await at(path)).toMatchObject({ status: 400, body: { code: 123 } })
    expect(await at(path, 'OPTIONS')).toMatchObject({ status: 400, body: { code: 123 } })
  })

  test('is there for other names, which are no services', async () => {
    expect((await fetch(`${server.url}/petz/pets`)).status).toBe(404)
    expect((await fetch(`${server.url}/built-in/pets`)).headers.get('content-type')).not.toContain('json')
  })
})

describe('pages', () => {
  const origin = 'https://app.example'

  test('are told which verbs and headers there are', async () => {
    const preflight = await at('/pets/pets/7', 'OPTIONS', { origin })
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        allow: 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS',
        'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS',
        'access-control-allow-origin': origin,
      },
    })
    const foreign = await at('/pets/pets/7', 'OPTIONS', { origin: 'https://other.example' })
    expect(foreign.headers['access-control-allow-methods']).toBeUndefined()
    expect((await at('/pets/nothing', 'OPTIONS', { origin })).status).toBe(404)
  })
})

describe('credentials', () => {
  test('are wanted as everywhere', async () => {
    expect(await at('/pets/keyed', 'PUT')).toMatchObject({ status: 401, body: { code: 100 } })
    expect(await at('/pets/private')).toMatchObject({ status: 401, body: { code: 100 } })
    expect(await at('/pets/private', 'GET', { 'x-api-key': app.key })).toMatchObject({
      status: 401,
      body: { code: 106 },
    })
  })

  test('are a key as header, in the query or in a form', async () => {
    expect((await at('/pets/keyed', 'PUT', { 'x-api-key': app.key })).body).toEqual({})
    expect((await at(`/pets/keyed?api_key=${app.key}`, 'PUT')).body).toEqual({})
    const formType = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(
      (
        await at(
          '/pets/keyed',
          'PUT',
          formType,
          form([
            ['api_key', app.key],
            ['a', 'x'],
          ]),
        )
      ).body,
    ).toEqual({ a: 'x' })
    expect(
      (await at(`/pets/keyed?api_key=${app.key}`, 'PUT', formType, form([['api_key', app.key]]))).body,
    ).toMatchObject({ code: 123 })
    expect((await at('/pets/keyed?api_key=0', 'PUT')).body).toMatchObject({ code: 101 })
  })

  test('are a bearer token, or OAuth 1.0a over the verb and the address as sent', async () => {
    const owner = await createUser(server.services, 'grace')
    const { bearerToken } = await createToken(server.services, app, owner)
    expect((await at('/pets/private', 'GET', { authorization: `Bearer ${bearerToken}` })).body).toEqual({})
    const consumer = { key: app.key, secret: app.secret }
    const url = `${server.url}/pets/pets/%37`
    const put = oauthHeader(consumer, {
      url,
      verb: 'PUT',
      pairs: [
        ['x', '1'],
        ['x', '1'],
      ],
    })
    expect((await at('/pets/pets/%37?x=1&x=1', 'PUT', { authorization: put })).body).toEqual({ id: 7 })
    expect((await at('/pets/pets/7?x=1&x=1', 'PUT', { authorization: put })).body).toMatchObject({ code: 105 })
    expect((await at('/pets/pets/%37?x=1&x=1', 'PATCH', { authorization: put })).body).toMatchObject({ code: 105 })
    const fields = signOAuth(consumer, { url, verb: 'PUT', pairs: [['name', 'Rex']] })
    const body = form([['name', 'Rex'], ...fields])
    const formType = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await at('/pets/pets/%37', 'PUT', formType, body)).body).toEqual({ id: 7, name: 'Rex' })
    const again = signOAuth(consumer, { url, verb: 'PUT', pairs: [['name', 'Rex']] })
    expect((await at('/pets/pets/%37', 'PUT', formType, form([['name', 'Max'], ...again]))).body).toMatchObject({
      code: 105,
    })
  })
})
