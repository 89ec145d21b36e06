import type { Application } from '../../../src/core/ports/app-store.js'
import { serveClosed, vault } from '../../support/closed-service.js'
import { oauthHeader } from '../../support/oauth.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../../support/server.js'

let server: TestServer
let app: Application
let bearer: string
beforeAll(async () => {
  server = await startTestServer({ settings: { LIMIT_APP: '3/h' } })
  serveClosed(server.catalog)
  const user = await createUser(server.services, 'ada')
  app = await createApp(server.services, user, { services: [vault] })
  bearer = (await createToken(server.services, app, user)).bearerToken
})
afterAll(() => server.stop())

/** The WSDL, or the fault in its place. */
async function fetched(query: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  const response = await fetch(`${server.url}/api/soap?${query}`, { method, headers })
  const text = await response.text()
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    isWsdl: text.includes('<wsdl:definitions'),
    hasVault: text.includes('name="vault.open"'),
    fault: /<faultcode>ipernity\.error\.(\d+)</.exec(text)?.[1],
    limits: response.headers.get('ratelimit'),
  }
}

const type = 'text/xml; charset=utf-8'
const anybody = { status: 200, type, isWsdl: true, hasVault: false, fault: undefined, limits: null }
const allowed = { ...anybody, hasVault: true, limits: expect.stringContaining('"app"') }
const refused = (fault: string) => ({ ...anybody, status: 500, isWsdl: false, fault })

test('the WSDL with credentials has the closed services of their application, and is a call', async () => {
  expect(await fetched(`wsdl&api_key=${app.key}`)).toEqual(allowed)
  expect(await fetched('WSDL', { authorization: `Bearer ${bearer}` })).toEqual(allowed)
  const url = `${server.url}/api/soap`
  const signed = oauthHeader(app, { url, pairs: [['wsdl', '']] })
  expect(await fetched('wsdl', { authorization: signed })).toEqual(allowed)
  expect(server.log.filter((line) => line.includes('"method":"soap.wsdl"'))).toHaveLength(3)
  expect(await fetched(`wsdl&api_key=${app.key}`)).toEqual({ ...refused('112'), limits: expect.any(String) })
  expect(await fetched('wsdl')).toEqual(anybody)
})

test.each([
  ['an unknown key', `wsdl&api_key=${'f'.repeat(32)}`, {}, '101'],
  ['an unknown bearer token', 'wsdl', { authorization: `Bearer babelgate_${'0'.repeat(64)}` }, '107'],
  ['a malformed query', `wsdl&api_key=${'f'.repeat(32)}&x=%zz`, {}, '123'],
])('is refused for %s', async (_what, query, headers, code) => {
  expect(await fetched(query, headers)).toEqual(refused(code))
})

test.each([
  ['no credentials', 'wsdl', {}],
  ['credentials that the gateway does not know', 'wsdl', { authorization: 'Basic YTpi' }],
  ['a malformed query', 'wsdl&x=%zz', {}],
  ['empty credentials', 'wsdl&api_key=&oauth_token=', { 'x-api-key': '' }],
])('is that of the open services for %s', async (_what, query, headers) => {
  expect(await fetched(query, headers)).toEqual(anybody)
})

test('HEAD answers as GET, without a body', async () => {
  const other = await createApp(server.services, await createUser(server.services, 'grace'), { services: [vault] })
  expect(await fetched(`wsdl&api_key=${other.key}`, {}, 'HEAD')).toEqual({ ...allowed, isWsdl: false, hasVault: false })
})

test('the method of the WSDL is called at its address only', async () => {
  const response = await fetch(`${server.url}/api/soap.wsdl/json?api_key=${app.key}`)
  expect(await response.json()).toMatchObject({ api: { code: '103' } })
})

test('where no service is closed, credentials make no difference', async () => {
  const open = await startTestServer()
  const response = await fetch(`${open.url}/api/soap?wsdl&api_key=${'f'.repeat(32)}`)
  expect([response.status, (await response.text()).includes('<wsdl:definitions')]).toEqual([200, true])
  await open.stop()
})
