import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { createApp, createToken, createUser, signed, startTestServer, type TestServer } from '../../support/server.js'

const rare = defineMethod()({
  name: 'test.rare',
  summary: 'Answer now and then',
  needs: { token: true },
  limits: { user: '2/h', app: '3/h' },
  params: z.object({}),
  result: z.object({}),
  run: () => ({}),
})

let server: TestServer
let owner: User
let app: Application

async function start(settings: Record<string, string>): Promise<void> {
  server = await startTestServer({ settings: { TRUST_PROXY: '127.0.0.1', ...settings }, methods: [rare] })
  owner = await createUser(server.services, 'ada')
  app = await createApp(server.services, owner)
}
afterEach(() => server.stop())

interface Said {
  readonly code: number
  readonly headers: Headers
  readonly text: string
}

async function ask(path: string, from = '192.0.2.1', init: RequestInit = {}): Promise<Said> {
  const headers = { ...init.headers, 'x-forwarded-for': from }
  const response = await fetch(server.url + path, { ...init, headers })
  const text = await response.text()
  const found = /"code":"(\d+)"|faultCode<\/name><value><int>(\d+)|ipernity\.error\.(\d+)|<code>(\d+)|<h1>/.exec(text)
  return { code: Number(found?.slice(1).find((group) => group !== undefined) ?? 0), headers: response.headers, text }
}

const hello = (from?: string, key = app.key) => ask(`/api/test.hello?api_key=${key}`, from)
const codes = (said: readonly Said[]) => said.map(({ code }) => code)
const times = async (count: number, call: () => Promise<Said>) => {
  const said: Said[] = []
  for (let index = 0; index < count; index++) said.push(await call())
  return said
}

test('an address has its limit, and another one its own', async () => {
  await start({ LIMIT_IP: '3/h' })
  const said = await times(5, () => hello())
  expect(codes(said)).toEqual([0, 0, 0, 113, 113])
  expect(said.map(({ headers }) => headers.get('ratelimit'))).toEqual([
    '"address";r=2;t=1200',
    '"address";r=1;t=2400',
    '"address";r=0;t=3600',
    '"address";r=0;t=3600',
    '"address";r=0;t=3600',
  ])
  for (const { headers } of said) expect(headers.get('ratelimit-policy')).toBe('"address";q=3;w=3600')
  expect(said[3]?.headers.get('retry-after')).toMatch(/^(?:1200|1199)$/)
  expect(said[4]?.headers.get('retry-after')).toMatch(/^(?:1200|1199)$/)
  expect((await hello('192.0.2.2')).code).toBe(0)
})

test('an IPv6 address counts with its neighbours', async () => {
  await start({ LIMIT_IP: '2/h' })
  const said = [await hello('2001:db8:0:1::1'), await hello('2001:db8:0:1:ffff::2'), await hello('2001:db8::1:0:0:0:3')]
  expect(codes(said)).toEqual([0, 0, 113])
  expect((await hello('2001:db8:0:2::1')).code).toBe(0)
})

test('what fails early is counted for the address, and what is refused is not', async () => {
  await start({ LIMIT_IP: '4/h', LIMIT_APP: '1/d' })
  expect((await hello(undefined, 'f'.repeat(32))).code).toBe(101)
  expect((await ask('/api/xmlrpc', undefined, { method: 'POST', body: '<nonsense' })).code).toBe(122)
  expect((await hello()).code).toBe(0)
  expect(codes(await times(3, () => hello()))).toEqual([112, 112, 112])
  expect(codes(await times(3, () => ask('/api/no.such')))).toEqual([103, 103, 113])
})

test('an application has its limit, or one of its own', async () => {
  await start({ LIMIT_APP: '2/d' })
  const said = await times(3, () => hello())
  expect(codes(said)).toEqual([0, 0, 112])
  expect(said[2]?.headers.get('ratelimit-policy')).toBe('"app";q=2;w=86400')
  expect(said[2]?.text).toContain('2/d are allowed')
  await server.services.apps.change(app.key, { limits: [{ count: 5, window: 3600, sliding: true }] }, 'cli:test')
  expect(codes(await times(3, () => hello()))).toEqual([0, 0, 0])
  await server.services.apps.change(app.key, { limits: [] }, 'cli:test')
  expect(codes(await times(7, () => hello()))).toEqual([0, 0, 0, 0, 0, 0, 0])
})

test('a method has limits by user and by application', async () => {
  await start({})
  const other = await createUser(server.services, 'grace')
  const call = async (user: User) => {
    const { authToken } = await createToken(server.services, app, user)
    const query = new URLSearchParams(
      signed(app, 'test.rare', [['auth_token', authToken]]).map(([a, b]): [string, string] => [a, b]),
    )
    return ask(`/api/test.rare?${query}`)
  }
  const said = [await call(owner), await call(owner), await call(owner), await call(other), await call(other)]
  expect(codes(said)).toEqual([0, 0, 112, 0, 112])
  expect(said[2]?.headers.get('ratelimit')).toMatch(/^"user";r=0;/)
  expect(said[4]?.headers.get('ratelimit')).toMatch(/^"method";r=0;/)
})

describe('every protocol says it in its own words', () => {
  const soap = () => `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
    <i:ipernityRequest xmlns:i="urn:ipernity"><method>test.hello</method><api_key>${app.key}</api_key>
    </i:ipernityRequest></s:Body></s:Envelope>`
  const xmlrpc = (name: string, struct: string) =>
    `<methodCall><methodName>${name}</methodName><params><param><value>${struct}</value></param></params></methodCall>`
  const key = () => `<struct><member><name>api_key</name><value>${app.key}</value></member></struct>`
  const post = (path: string, body: string) => ask(path, undefined, { method: 'POST', body })

  test('and counts alike', async () => {
    await start({ LIMIT_IP: '3/h' })
    const said = [
      await hello(),
      await post('/api/soap', soap()),
      await post('/api/xmlrpc', xmlrpc('test.hello', key())),
      await post('/api/soap', soap()),
    ]
    expect(codes(said)).toEqual([0, 0, 0, 113])
    expect(said.slice(0, 3).map(({ headers }) => headers.get('ratelimit')?.slice(0, 13))).toEqual([
      '"address";r=2',
      '"address";r=1',
      '"address";r=0',
    ])
    expect(said[3]?.text).toMatch(/Wait 1[12]\d\d seconds; 3\/h are allowed/)
    expect(said[3]?.headers.get('retry-after')).toMatch(/^1[12]\d\d$/)
  })

  test('and an address that is known to be over hears as much as the first time', async () => {
    await start({ LIMIT_IP: '1/h' })
    const refused = [
      () => hello(),
      () => hello(),
      () => ask(`/api/test.hello/xml?api_key=${app.key}`),
      () => post('/api/soap', soap()),
      () => post('/api/xmlrpc', xmlrpc('test.hello', key())),
      () => post('/api/xmlrpc', inner(2)),
      () => ask('/apps/oauth/request'),
      () => ask('/apps/oauth/access', undefined, { method: 'POST' }),
    ]
    expect((await hello()).code).toBe(0)
    for (const call of refused) {
      const { headers, text } = await call()
      expect(text).toContain('113')
      expect(headers.get('ratelimit-policy')).toBe('"address";q=1;w=3600')
      expect(headers.get('ratelimit')).toMatch(/^"address";r=0;t=3(?:600|59\d)$/)
      expect(headers.get('retry-after')).toMatch(/^3(?:600|59\d)$/)
      expect(decodeURIComponent(text)).toMatch(/Wait 3\d+ seconds; 1\/h are allowed/)
    }
  })

  const inner = (count: number) => {
    const call = `<value><struct><member><name>methodName</name><value>test.hello</value></member><member>
      <name>params</name><value><array><data><value>${key()}</value></data></array></value></member></struct></value>`
    return xmlrpc('system.multicall', `<array><data>${call.repeat(count)}</data></array>`)
  }

  test('and a multicall is counted whole, before its first call', async () => {
    await start({ LIMIT_IP: '5/h', LIMIT_APP: '4/h' })
    const first = await post('/api/xmlrpc', inner(3))
    expect(first.headers.get('ratelimit')).toMatch(/^"address";r=2;t=\d+, "app";r=1;t=\d+$/)
    expect((await post('/api/xmlrpc', inner(3))).code).toBe(113)
    expect((await post('/api/xmlrpc', inner(2))).code).toBe(112)
    expect((await post('/api/xmlrpc', inner(1))).code).toBe(0)
    expect((await hello()).code).toBe(112)
    expect((await hello()).code).toBe(112)
  })
})
