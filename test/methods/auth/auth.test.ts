import { signApi } from '../../../src/core/auth/api-sig.js'
import type { Pair } from '../../../src/core/call.js'
import { noPermissions } from '../../../src/core/permissions.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { someApp, someUser } from '../../contracts/subject.js'
import { MovingClock } from '../../support/moving-clock.js'
import { startTestServer, type TestServer } from '../../support/server.js'

const clock = new MovingClock()
let server: TestServer
let app: Application
let user: User

beforeAll(async () => {
  server = await startTestServer({ clock, settings: { LOG_LEVEL: 'error' } })
  app = await someApp({ apps: server.services.apps, users: server.services.users })
  user = await someUser(server.services)
})

afterEach(() => expect(server.log).toEqual([]))

afterAll(() => server.stop())

const permissions = { ...noPermissions, doc: 'write', network: 'read' } as const

/** What a call answers, as text. */
async function get(method: string, params: Record<string, string>, format = 'json', by: Partial<Application> = {}) {
  const { key, secret } = { ...app, ...by }
  const pairs: Pair[] = Object.entries({ api_key: key, ...params })
  const query = [...pairs, ['api_sig', signApi({ dialect: ipernity, pairs, method }, secret)] as const]
  const address = `${server.url}/api/${method}/${format}?${query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`
  return (await fetch(address)).text()
}

async function call(method: string, params: Record<string, string> = {}, by: Partial<Application> = {}) {
  return JSON.parse(await get(method, params, 'json', by))
}

/** A frob that came from the API and that the user has agreed to. */
async function allowedFrob(): Promise<string> {
  const { auth } = await call('auth.getFrob')
  const grant = { appId: app.id, userId: user.id, permissions }
  await server.services.tokenStore.grantFrob(auth.frob, grant, Math.floor(clock.now() / 1000))
  return auth.frob
}

const expected = () => ({
  permissions: { doc: 'write', blog: 'none', profile: 'none', network: 'read', post: 'none' },
  user: { user_id: user.id, username: user.username, realname: user.realname, lg: 'en', is_pro: '0' },
})

test('auth.getFrob gives a frob of the form that clients check', async () => {
  expect((await call('auth.getFrob')).auth).toEqual({ frob: expect.stringMatching(/^\d+-[0-9a-f]{32}$/) })
})

test('auth.getToken gives token, permissions and user, once', async () => {
  const frob = await allowedFrob()
  const { auth } = await call('auth.getToken', { frob, extra: 'pref' })
  expect(auth).toEqual({ token: expect.stringMatching(/^\d+-[0-9a-f]{32}$/), ...expected() })
  expect((await call('auth.getToken', { frob })).api).toMatchObject({ code: '2', message: 'Frob invalid' })
})

test('auth.getToken mints another token for every frob', async () => {
  const first = await call('auth.getToken', { frob: await allowedFrob() })
  const second = await call('auth.getToken', { frob: await allowedFrob() })
  expect(first.auth.token).not.toBe(second.auth.token)
})

test('auth.getToken distinguishes a missing frob from an invalid one', async () => {
  const { auth } = await call('auth.getFrob')
  const other = await someApp({ apps: server.services.apps, users: server.services.users })
  expect((await call('auth.getToken')).api).toMatchObject({ code: '1', message: 'Frob missing' })
  for (const frob of [auth.frob, '1-abc', 'word-word', 'x']) {
    expect((await call('auth.getToken', { frob })).api.code).toBe('2')
  }
  expect((await call('auth.getToken', { frob: await allowedFrob() }, other)).api.code).toBe('2')
})

test('200 calls with one frob give one token', async () => {
  const frob = await allowedFrob()
  const answers = await Promise.all(Array.from({ length: 200 }, () => call('auth.getToken', { frob })))
  expect(answers.filter(({ api }) => api.status === 'ok')).toHaveLength(1)
  expect(answers.filter(({ api }) => api.code === '2')).toHaveLength(199)
})

test('auth.checkToken shows the token that the call carries', async () => {
  const { auth } = await call('auth.getToken', { frob: await allowedFrob() })
  expect((await call('auth.checkToken', { auth_token: auth.token })).auth).toEqual({ token: auth.token, ...expected() })
})

test('auth.checkToken answers to a bearer token as well', async () => {
  const { bearerToken } = await server.services.tokens.createFor(app, user, permissions, 'cli:test')
  const headers = { Authorization: `Bearer ${bearerToken}` }
  const answer = await (await fetch(`${server.url}/api/auth.checkToken`, { headers })).text()
  expect(JSON.parse(answer).auth).toEqual({ token: bearerToken, ...expected() })
})

test('auth.checkToken reads in XML as the documentation shows it', async () => {
  const { auth } = await call('auth.getToken', { frob: await allowedFrob() })
  const xml = await get('auth.checkToken', { auth_token: auth.token }, 'xml')
  expect(xml).toContain(`<auth><token>${auth.token}</token><permissions doc="write" blog="none"`)
  expect(xml).toContain(`<user user_id="${user.id}" username="${user.username}"`)
})

test.each([
  ['auth.getFrob', { signature: true }],
  ['auth.getToken', { signature: true }],
  ['auth.checkToken', { signature: true, token: true }],
])('%s needs %j', (method, needs) => {
  expect(server.catalog.current.registryOf(ipernity).find(method)?.needs).toEqual(needs)
})

test('without signature 104, without token 106, with a token that was revoked 107', async () => {
  const { auth } = await call('auth.getToken', { frob: await allowedFrob() })
  const unsigned = await (await fetch(`${server.url}/api/auth.getFrob?api_key=${app.key}`)).text()
  expect(JSON.parse(unsigned).api.code).toBe('104')
  expect((await call('auth.checkToken')).api.code).toBe('106')
  await server.services.tokenStore.removeConsent(app.id, user.id, 'cli:test')
  expect((await call('auth.checkToken', { auth_token: auth.token })).api.code).toBe('107')
})
