import type { Application } from '../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { envelope, generic, postSoap } from '../support/soap.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'ada'))
})
afterAll(() => server.stop())

const struct = '<params><param><value><struct/></value></param></params>'
const xmlrpc = `<methodCall><methodName>test.hello</methodName>${struct}</methodCall>`

/** A call of `test.hello` over every protocol. */
const calls: Readonly<Record<string, (headers: Record<string, string>) => Promise<string>>> = {
  REST: async (headers) => (await fetch(`${server.url}/api/test.hello`, { headers })).text(),
  SOAP: async (headers) =>
    (await postSoap(server.url, envelope('1.1', generic('test.hello', [])), { 'content-type': 'text/xml', ...headers }))
      .text,
  'XML-RPC': async (headers) =>
    (
      await fetch(`${server.url}/api/xmlrpc`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml', ...headers },
        body: xmlrpc,
      })
    ).text(),
}

test.each(Object.entries(calls))('%s takes the key from the header X-Api-Key', async (_protocol, call) => {
  expect(await call({ 'x-api-key': app.key })).toContain('hello world!')
  expect(await call({ 'x-api-key': 'f'.repeat(32) })).toContain('101')
  expect(await call({ 'x-api-key': '' })).toContain('100')
})

test('a key in the header is passed over where another credential comes', async () => {
  const call = async (query: string, headers: Record<string, string>) =>
    (await fetch(`${server.url}/api/test.hello?${query}`, { headers })).text()
  const wrong = 'f'.repeat(32)
  expect(await call(`api_key=${app.key}`, { 'x-api-key': wrong })).toContain('hello world!')
  expect(await call(`api_key=${wrong}`, { 'x-api-key': app.key })).toContain('"101"')
  expect(await call('auth_token=1-a', { 'x-api-key': app.key })).toContain('"100"')
  expect(await call('', { 'x-api-key': app.key, authorization: 'Bearer nonsense' })).toContain('"107"')
})
