import { unserialize } from 'php-serialize'
import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { failingMethods } from '../../support/failing-methods.js'
import {
  createApp,
  createToken,
  createUser,
  form,
  get,
  post,
  signed,
  startTestServer,
  type TestServer,
} from '../../support/server.js'

let server: TestServer
let semantic: TestServer
let app: Application
let user: User
let token: string
let bearer: string

beforeAll(async () => {
  server = await startTestServer({ methods: failingMethods })
  semantic = await startTestServer({ settings: { HTTP_STATUS: 'semantic' } })
  user = await createUser(server.services, 'caller')
  app = await createApp(server.services, user)
  const tokens = await createToken(server.services, app, user, { doc: 'write' })
  token = tokens.authToken
  bearer = tokens.bearerToken
})
afterAll(async () => {
  await server.stop()
  await semantic.stop()
})

const tokenPair = (): Pair => ['auth_token', token]
const change = (key: string, what: Parameters<typeof server.services.apps.change>[1]) =>
  server.services.apps.change(key, what, 'cli:test')
const newApp = () => createApp(server.services, user)

/** Every code that a call by REST can be refused with, and a call that is. */
const refusals: Record<number, () => Promise<{ method: string; pairs: Pair[]; post?: boolean }>> = {
  1: async () => ({ method: 'test.echo', pairs: [['api_key', app.key]] }),
  100: async () => ({ method: 'test.hello', pairs: [] }),
  101: async () => ({ method: 'test.hello', pairs: [['api_key', 'f'.repeat(32)]] }),
  103: async () => ({ method: 'test.nothing', pairs: [['api_key', app.key]] }),
  104: async () => ({ method: 'auth.getFrob', pairs: [['api_key', app.key]] }),
  105: async () => ({
    method: 'auth.getFrob',
    pairs: [
      ['api_key', app.key],
      ['api_sig', 'f'.repeat(32)],
    ],
  }),
  106: async () => ({ method: 'auth.checkToken', pairs: signed(app, 'auth.checkToken', []) }),
  107: async () => ({ method: 'auth.checkToken', pairs: signed(app, 'auth.checkToken', [['auth_token', '1-abc']]) }),
  108: async () => {
    const suspended = await createUser(server.services, 'suspended')
    const { authToken } = await createToken(server.services, app, suspended)
    await server.services.accounts.suspend(suspended.id, 'cli:test')
    return { method: 'auth.checkToken', pairs: signed(app, 'auth.checkToken', [['auth_token', authToken]]) }
  },
  110: async () => ({
    method: 'doc.delete',
    pairs: signed(app, 'doc.delete', [tokenPair(), ['doc_id', '1']]),
    post: true,
  }),
  111: async () => {
    const restricted = await newApp()
    await change(restricted.key, { addresses: ['192.0.2.0/24', '2001:db8::/32'] })
    return { method: 'test.hello', pairs: [['api_key', restricted.key]] }
  },
  120: async () => ({ method: 'doc.delete', pairs: [['api_key', app.key]] }),
  123: async () => ({
    method: 'test.hello',
    pairs: [
      ['api_key', app.key],
      ['api_key', app.key],
    ],
  }),
  124: async () => ({
    method: 'test.echo',
    pairs: [
      ['api_key', app.key],
      ['echo', 'x'.repeat(600_000)],
    ],
    post: true,
  }),
  500: async () => ({ method: 'failing.unforeseen', pairs: [['api_key', app.key]] }),
  503: async () => ({ method: 'failing.unavailable', pairs: [['api_key', app.key]] }),
}

describe('every code that REST can give, in all formats', () => {
  test.each(Object.entries(refusals))('%s', async (code, refusal) => {
    const { method, pairs, post: byPost = false } = await refusal()
    const ask = async (format: string) => {
      const url = `${server.url}/api/${method}/${format}`
      const response = byPost
        ? await fetch(url, { method: 'POST', body: new URLSearchParams(form(pairs)) })
        : await fetch(`${url}?${form(pairs)}`)
      expect(response.status).toBe(200)
      return response.text()
    }
    const json = JSON.parse(await ask('json'))
    expect(json.api).toMatchObject({ status: 'error', code, message: expect.stringMatching(/./) })
    expect(unserialize(await ask('php'))).toMatchObject({ api: { status: 'error', code, message: json.api.message } })
    const xml = (await ask('xml')).replace(/ at="\d+"/, '')
    expect(xml).toContain(`<api status="error" code="${code}" message="${json.api.message}"`)
  })

  test('102, which is answered in JSON', async () => {
    const response = await fetch(`${server.url}/api/test.hello/soup`)
    expect(await response.json()).toMatchObject({ api: { code: '102' } })
  })

  test('an unforeseen error shows an id that the log explains, and nothing else', async () => {
    const { api } = await get(server.url, 'failing.unforeseen', [['api_key', app.key]])
    expect(JSON.stringify(api)).not.toContain('on purpose')
    const id = /Report the id (\S+)/.exec(api.detail ?? '')?.[1] ?? 'none'
    expect(server.log.filter((line) => line.includes(id)).join('')).toContain('on purpose')
  })

  test('a result that its shape does not fit is 500', async () => {
    expect((await get(server.url, 'failing.shape', [['api_key', app.key]])).api.code).toBe('500')
  })

  test('what a method does not declare never leaves', async () => {
    const answer = await get(server.url, 'failing.chatty', [['api_key', app.key]])
    expect(answer).toEqual({ api: expect.anything(), kept: '1', inner: { kept: '1' } })
  })
})

describe('statuses by meaning', () => {
  test.each([
    ['test.hello', '', 401],
    ['test.nothing', '', 404],
    ['doc.delete', '', 405],
    ['test.hello', 'a=1&a=1', 400],
    ['test.hello', `a=${'a'.repeat(9000)}`, 413],
  ])('%s?%.20s is %i', async (method, query, status) => {
    const response = await fetch(`${semantic.url}/api/${method}/json?${query}`)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ api: { status: 'error' } })
  })

  test('a method that needs POST says so by 405, and names the verbs that would do', async () => {
    const own = await createApp(semantic.services, await createUser(semantic.services, 'owner'))
    const answer = await fetch(`${semantic.url}/api/doc.delete/json?${form(signed(own, 'doc.delete', []))}`)
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS')
    expect(await answer.json()).toMatchObject({ api: { status: 'error', code: '120' } })
  })

  test("a code of the method's own is 400", async () => {
    const own = await createApp(semantic.services, await createUser(semantic.services, 'other'))
    const answer = await fetch(`${semantic.url}/api/test.echo?api_key=${own.key}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ api: { status: 'error', code: '1' } })
  })
})

describe('several things wrong at once: the first of the order is reported', () => {
  const wrongSignature: Pair = ['api_sig', 'f'.repeat(32)]

  test('123 before 102 before 103 before 120 before 100', async () => {
    const ask = async (path: string) =>
      ((await (await fetch(`${server.url}/api/${path}`)).json()) as { api: { code: string } }).api.code
    expect(await ask('test.nothing/soup?a=1&a=1')).toBe('123')
    expect(await ask('test.nothing/soup')).toBe('102')
    expect(await ask('test.nothing/json')).toBe('103')
    expect(await ask('doc.delete/json')).toBe('120')
    expect(await ask('test.hello/json')).toBe('100')
  })

  test('124 before 123', async () => {
    const pairs: Pair[] = [
      ['a', '1'],
      ['a', '1'],
      ['b', 'x'.repeat(600_000)],
    ]
    expect((await post(server.url, 'test.hello', pairs)).api.code).toBe('124')
  })

  test('101 before 104, 104 before 106, 105 before 106 and 107', async () => {
    const code = async (pairs: Pair[]) => (await get(server.url, 'auth.checkToken', pairs)).api.code
    expect(await code([['api_key', 'nonsense']])).toBe('101')
    expect(await code([['api_key', app.key]])).toBe('104')
    expect(await code([['api_key', app.key], tokenPair()])).toBe('104')
    expect(await code([['api_key', app.key], wrongSignature])).toBe('105')
    expect(await code([['api_key', app.key], ['auth_token', 'x'], wrongSignature])).toBe('105')
    expect(await code([wrongSignature])).toBe('100')
  })

  test('111 after 107, before 108; 108 before 110; 110 before parameters', async () => {
    const restricted = await newApp()
    const closed = await createUser(server.services, 'closed')
    const { authToken } = await createToken(server.services, restricted, closed, { doc: 'read' })
    const ask = async (pairs: Pair[], method = 'doc.delete') =>
      (await post(server.url, method, signed(restricted, method, pairs))).api.code
    const held: Pair = ['auth_token', authToken]
    expect(await ask([held])).toBe('110')
    await server.services.accounts.close(closed.id, 'cli:test')
    expect(await ask([held])).toBe('108')
    await change(restricted.key, { addresses: ['192.0.2.1'] })
    expect(await ask([held])).toBe('111')
    expect(await ask([['auth_token', '1-abc']])).toBe('107')
    await change(restricted.key, { disabled: true })
    expect(await ask([held])).toBe('101')
  })
})

describe('what an application can ask for', () => {
  const hello = async (pairs: Pair[]) => (await get(server.url, 'test.hello', pairs)).api

  test('a signature on all calls', async () => {
    const strict = await newApp()
    await change(strict.key, { signAll: true })
    expect((await hello([['api_key', strict.key]])).code).toBe('104')
    expect((await hello(signed(strict, 'test.hello', []))).status).toBe('ok')
  })

  test('no old signatures', async () => {
    const modern = await newApp()
    await change(modern.key, { legacySignatures: false })
    expect((await hello(signed(modern, 'test.hello', []))).code).toBe('105')
    expect((await hello([['api_key', modern.key]])).status).toBe('ok')
  })

  test('to be disabled and enabled, each on the very next call', async () => {
    const switched = await newApp()
    expect((await hello([['api_key', switched.key]])).status).toBe('ok')
    await change(switched.key, { disabled: true })
    expect((await hello([['api_key', switched.key]])).code).toBe('101')
    await change(switched.key, { disabled: false })
    expect((await hello([['api_key', switched.key]])).status).toBe('ok')
  })

  test('addresses it admits, also as IPv6', async () => {
    const local = await newApp()
    await change(local.key, { addresses: ['127.0.0.0/8'] })
    expect((await hello([['api_key', local.key]])).status).toBe('ok')
  })

  test('a new secret, which ends the old one at once', async () => {
    const rotated = await newApp()
    const fresh = await server.services.apps.rotateSecret(rotated.key, 'cli:test')
    expect((await hello(signed(rotated, 'test.hello', []))).code).toBe('105')
    expect((await hello(signed(fresh ?? rotated, 'test.hello', []))).status).toBe('ok')
  })
})

describe('bearer tokens', () => {
  const ask = async (authorization: string, query = '') => {
    const response = await fetch(`${server.url}/api/auth.checkToken/json?${query}`, { headers: { authorization } })
    return (await response.json()) as { api: { code?: string; status: string } }
  }

  test('count as key, signature and token', async () => {
    expect(await ask(`Bearer ${bearer}`)).toMatchObject({
      api: { status: 'ok' },
      auth: { user: { username: 'caller' } },
    })
    expect((await ask(`bearer ${bearer}`)).api.status).toBe('ok')
  })

  test('are not auth_tokens, nor the other way round', async () => {
    expect((await ask(`Bearer ${token}`)).api.code).toBe('107')
    const pairs = signed(app, 'auth.checkToken', [['auth_token', bearer]])
    expect((await get(server.url, 'auth.checkToken', pairs)).api.code).toBe('107')
  })

  test('come alone', async () => {
    expect((await ask(`Bearer ${bearer}`, `api_key=${app.key}`)).api.code).toBe('123')
    expect((await ask(`Bearer ${bearer}`, form([tokenPair()]))).api.code).toBe('123')
  })

  test('other schemes are ignored', async () => {
    expect((await ask('Basic eDp5')).api.code).toBe('100')
  })

  test('end with their token', async () => {
    const { authToken, bearerToken } = await createToken(server.services, app, user)
    expect((await ask(`Bearer ${bearerToken}`)).api.status).toBe('ok')
    expect(await server.services.tokenStore.revoke(authToken, 'cli:test')).toBe(true)
    expect((await ask(`Bearer ${bearerToken}`)).api.code).toBe('107')
  })
})
