import type { Application } from '../../../src/core/ports/app-store.js'
import { serveClosed } from '../../support/closed-service.js'
import { oauthHeader } from '../../support/oauth.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'

let server: TestServer
let stranger: Application
let guest: Application
beforeAll(async () => {
  server = await startTestServer()
  const owner = await createUser(server.services, 'ada')
  stranger = await createApp(server.services, owner)
  guest = await createApp(server.services, owner, { services: ['vault'] })
  serveClosed(server.catalog)
})
afterAll(() => server.stop())

const operations = (wsdl: string) =>
  new Set(Array.from(wsdl.matchAll(/<wsdl:operation name="([^"]+)"/g), ([, name]) => name))
async function wsdl(query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/api/soap?${query}`, { headers })
  const text = await response.text()
  return { status: response.status, names: operations(text), text }
}

test('the WSDL of one service has its methods, types and elements alone', async () => {
  const { status, names, text } = await wsdl('wsdl&service=test')
  expect([status, names.has('test.hello')]).toEqual([200, true])
  expect([...names].every((name) => name?.startsWith('test.'))).toBe(true)
  expect(text).not.toContain('doc.get')
  expect(text).toContain(`location="${server.url}/api/soap"`)
  expect((await wsdl('WSDL&service=')).names.size).toBeGreaterThan(names.size)
  expect((await wsdl('wsdl')).names.size).toBeGreaterThan(names.size)
})

test.each(['nothing', 'tes', 'vault'])('there is no WSDL of the service %s for everybody', async (name) => {
  const { status, text } = await wsdl(`wsdl&service=${name}`)
  expect([status, text.includes('103')]).toEqual([500, true])
})

test('a closed service is shown to the applications that may call it', async () => {
  const closed = new Set(['vault.fill', 'vault.open'])
  expect((await wsdl(`wsdl&service=vault&api_key=${guest.key}`)).names).toEqual(closed)
  expect((await wsdl('wsdl&service=vault', { 'x-api-key': guest.key })).names).toEqual(closed)
  const { key, secret } = guest
  const pairs = [
    ['wsdl', ''],
    ['service', 'vault'],
  ] as const
  const authorization = oauthHeader({ key, secret }, { url: `${server.url}/api/soap`, pairs })
  expect((await wsdl('wsdl=&service=vault', { authorization })).names).toEqual(closed)
  expect((await wsdl(`wsdl&api_key=${guest.key}`)).names).toEqual(new Set([...(await wsdl('wsdl')).names, ...closed]))
  expect((await wsdl(`wsdl&service=vault&api_key=${stranger.key}`)).text).toContain('103')
  expect((await wsdl(`wsdl&api_key=${stranger.key}`)).names).toEqual((await wsdl('wsdl')).names)
})

test('credentials that do not hold are refused', async () => {
  const { status, text } = await wsdl('wsdl&api_key=0123456789abcdef0123456789abcdef')
  expect([status, text.includes('101')]).toEqual([500, true])
})
