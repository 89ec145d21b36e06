import { setImmediate } from 'node:timers/promises'
import type { AnswerMeta } from '../../../src/core/answer-meta.js'
import { routed } from '../../support/routed.js'
import { startTestServer, type TestServer } from '../../support/server.js'

const said: AnswerMeta = {
  effect: 'created',
  location: '/orders/7?x=1',
  links: '</orders?page=2>; rel="next"',
  entityTag: '"v1"',
  lastModified: 'Tue, 01 Dec 2026 12:00:00 GMT',
  caching: 'max-age=60',
}
const says = (name: string, path: string, meta: AnswerMeta) =>
  routed(`shop.${name}`, path, {
    answer: { type: 'object', properties: { id: { type: 'string' } } },
    needs: { key: false },
    run({ annotate }) {
      annotate(meta)
      return { id: 'x'.repeat(name === 'long' ? 2000 : 1) }
    },
  })
const methods = [
  says('create', 'POST /orders', said),
  says('accept', 'PUT /orders', { effect: 'accepted' }),
  says('remove', 'DELETE /orders', { effect: 'nothing', entityTag: '"v2"', caching: 'no-cache' }),
  says('long', 'GET /long', said),
  says('odd', 'GET /odd', {
    location: 'https://other.example/1',
    links: 'a\r\nX-Evil: 1',
    entityTag: '"é"',
    caching: 'a\nb',
  }),
  says('foreign', 'GET /foreign', { location: '//other.example/1' }),
  routed('shop.old', 'GET /old', { deprecated: true }),
  routed('shop.file', 'GET /file', {
    result: { kind: 'file', path: 'shop.file' },
    run({ annotate }) {
      annotate({ effect: 'nothing', entityTag: '"f"' })
      return { contentType: 'text/plain', content: Buffer.from('content') }
    },
  }),
  routed('shop.fail', 'GET /fail/{status}', {
    params: { properties: { status: { type: 'integer', format: 'int32' } } },
    errors: { 1: 'Order gone', 98: 'Refused by the service' },
    run({ params: { status } }, fail) {
      throw fail(1, 'Look elsewhere', [], Number(status))
    },
  }),
]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ settings: { CORS_ORIGINS: 'https://app.example', HTTP_STATUS: 'semantic' } })
  server.catalog.replace({ name: 'shop', services: {} }, methods)
})
afterAll(() => server.stop())

const meta = ({ status, headers }: Response) => ({
  status,
  location: headers.get('location'),
  link: headers.get('link'),
  etag: headers.get('etag'),
  modified: headers.get('last-modified'),
  caching: headers.get('cache-control'),
})
const everything = {
  status: 201,
  location: '/shop/orders/7?x=1',
  link: said.links,
  etag: said.entityTag,
  modified: said.lastModified,
  caching: said.caching,
}
const plain = { status: 200, location: null, link: null, etag: null, modified: null, caching: 'no-store' }

describe('what a handler says of its answer', () => {
  test.each(['/shop/orders', '/rpc/shop.create'])('is status and headers at %s', async (path) => {
    const response = await fetch(server.url + path, { method: 'POST', headers: { origin: 'https://app.example' } })
    expect(meta(response)).toEqual(everything)
    expect(response.headers.get('vary')).toContain('Authorization, X-Api-Key')
    expect(response.headers.get('access-control-expose-headers')).toBe(
      'Location, Link, ETag, Deprecation, X-Request-Id, Retry-After, RateLimit, RateLimit-Policy',
    )
    expect(await response.json()).toEqual({ id: 'x' })
  })

  test('stays with a compressed answer, and with HEAD', async () => {
    const long = await fetch(`${server.url}/shop/long`)
    expect([meta(long), long.headers.get('content-encoding')]).toEqual([everything, 'gzip'])
    expect(await long.json()).toEqual({ id: 'x'.repeat(2000) })
    expect(meta(await fetch(`${server.url}/shop/long`, { method: 'HEAD' }))).toEqual(everything)
  })

  test('may be that it has no content', async () => {
    const response = await fetch(`${server.url}/shop/orders`, { method: 'DELETE' })
    expect(meta(response)).toEqual({ ...plain, status: 204, etag: '"v2"', caching: 'no-cache' })
    expect([response.headers.get('content-type'), await response.text()]).toEqual([null, ''])
  })

  test('may be that it is not done yet', async () => {
    expect(meta(await fetch(`${server.url}/shop/orders`, { method: 'PUT' }))).toEqual({ ...plain, status: 202 })
  })

  test('stands beside a file, which is content whatever it says', async () => {
    const response = await fetch(`${server.url}/shop/file`)
    expect([meta(response), await response.text()]).toEqual([{ ...plain, etag: '"f"' }, 'content'])
  })

  test('leaves out what no header can hold, and sends no address astray', async () => {
    const odd = await fetch(`${server.url}/shop/odd`)
    expect(meta(odd)).toEqual({ ...plain, location: 'https://other.example/1', etag: '"é"' })
    expect(odd.headers.get('x-evil')).toBeNull()
    expect(meta(await fetch(`${server.url}/shop/foreign`)).location).toBe('//other.example/1')
  })

  test('is dropped by the other protocols and dialects', async () => {
    expect(meta(await fetch(`${server.url}/api/shop.create`, { method: 'POST' }))).toEqual(plain)
    expect((await fetch(`${server.url}/api/shop.old`)).headers.get('deprecation')).toBeNull()
  })
})

test('a deprecated method says so', async () => {
  for (const path of ['/shop/old', '/rpc/shop.old']) {
    const { status, headers } = await fetch(server.url + path)
    expect([status, headers.get('deprecation')]).toEqual([200, '@0'])
  }
  expect((await fetch(`${server.url}/shop/long`)).headers.get('deprecation')).toBeNull()
  expect(await (await fetch(`${server.url}/api/soap?wsdl`)).text()).toContain('Written by hand\nDeprecated.')
  const described = await fetch(`${server.url}/rpc/api.methods.get?method=shop.old`)
  expect(await described.json()).toMatchObject({ method: { notes: [{ _value: 'Deprecated.' }] } })
})

test.each([
  [404, 404],
  [409, 409],
  [502, 502],
  [200, 400],
  [700, 400],
])('a fault with the status %i of the service is answered with %i', async (status, answered) => {
  const response = await fetch(`${server.url}/shop/fail/${status}`)
  expect(response.status).toBe(answered)
  expect(await response.json()).toMatchObject({
    code: 1,
    title: 'Order gone',
    status: answered,
    detail: 'Look elsewhere',
  })
  expect((await fetch(`${server.url}/api/shop.fail?status=${status}`)).status).toBe(400)
})

describe('a swap of the catalog', () => {
  const version = (number: number) =>
    routed('swap.show', `GET /v${number}/{id}`, {
      params: { properties: { id: { type: 'string' } } },
      answer: { type: 'object', properties: { [`m${number}`]: { type: 'string' } } },
      needs: { key: false },
      async run({ params: { id } }) {
        await setImmediate()
        return { [`m${number}`]: id }
      },
    })

  test('changes the routes at once, and no call sees two of them', async () => {
    const source = { name: 'swap', services: {} }
    for (let number = 1; number <= 20; number++) {
      server.catalog.replace(source, [version(number)])
      const calls = Array.from({ length: 10 }, (_, at) => fetch(`${server.url}/swap/v${number}/${at}`))
      const answers = Promise.all(calls.map(async (call) => (await call).json()))
      expect(await answers).toEqual(calls.map((_, at) => ({ [`m${number}`]: String(at) })))
      expect((await fetch(`${server.url}/swap/v${number - 1}/1`)).status).toBe(404)
    }
    server.catalog.replace(source, [])
    expect((await fetch(`${server.url}/swap/v20/1`)).headers.get('content-type')).not.toContain('json')
  })

  test.each<[what: string, address: string, other: string, message: string]>([
    [
      'two methods with one route',
      'GET /a/{x}',
      'GET /a/{y}',
      'the method bad.a and the method bad.b have the same route GET /a/{y}',
    ],
    [
      'parameters without a text between',
      'GET /a',
      'GET /{x}{y}',
      'the method bad.b: route.path has no text before {y}',
    ],
    ['a path without a slash', 'GET /a', 'GET a', 'the method bad.b: route.path must begin with a slash'],
    ['a parameter twice', 'GET /a', 'GET /{x}/{x}', 'the method bad.b: route.path holds the parameter x twice'],
    [
      'an undeclared parameter',
      'GET /a',
      'GET /{z}',
      'the method bad.b: route names the parameter z, which the method does not declare',
    ],
  ])('refuses %s in one line, and changes nothing', async (_what, address, other, message) => {
    const params = { properties: { x: { type: 'string' }, y: { type: 'string' } } }
    const specs = [routed('bad.a', address, { params }), routed('bad.b', other, { params })]
    expect(() => server.catalog.replace({ name: 'bad', services: {} }, specs)).toThrow(message)
    expect((await fetch(`${server.url}/bad/a`)).status).toBe(404)
  })

  test('refuses a route below the name of another service', () => {
    const replace = () => server.catalog.replace({ name: 'other', services: {} }, [routed('bad.a', 'GET /a')])
    expect(replace).toThrow('the method bad.a: service must be other, where its route is')
  })

  test.each(['rpc', 'API', 'healthz', 'login', 'help', 'x-y', '1st', 'none'])('refuses a service named %s', (name) => {
    const specs = [routed('bad.a', 'GET /a')]
    expect(() => server.catalog.replace({ name, services: {} }, specs)).toThrow(`the service ${name} `)
  })
})
