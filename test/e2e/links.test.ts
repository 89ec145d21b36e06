import { startTestServer, type TestServer } from '../support/server.js'
import { envelope, generic, postSoap } from '../support/soap.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

/** Every address of this server in a text, whole or as a path in an attribute of HTML. */
function addressesIn(text: string): string[] {
  const whole = text.split(/[\s"'<>]+/).filter((word) => word.startsWith(`${server.url}/`))
  const paths = [...text.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, path]) => server.url + path)
  return [...whole, ...paths].map((address) => address.replaceAll('\\', '').replaceAll('&amp;', '&'))
}

/** What a link leads to: its status, or `fault` where that is an answer of the API that says no. */
async function follow(address: string): Promise<number | 'fault'> {
  const response = await fetch(address, { redirect: 'manual' })
  return /"status":"error"|<faultcode>/.test(await response.text()) ? 'fault' : response.status
}

const answers: readonly (readonly [name: string, ask: () => Promise<string>])[] = [
  ['api.methods.getList', async () => (await fetch(`${server.url}/api/api.methods.getList`)).text()],
  ['a fault of SOAP 1.1', async () => (await postSoap(server.url, envelope('1.1', generic('no.such', [])))).text],
  ['a fault of SOAP 1.2', async () => (await postSoap(server.url, envelope('1.2', generic('no.such', [])))).text],
  ['the start page', async () => (await fetch(server.url)).text()],
  ['the log-in page', async () => (await fetch(`${server.url}/login`)).text()],
  ['the sign-up page', async () => (await fetch(`${server.url}/signup`)).text()],
  ['a page that is not there', async () => (await fetch(`${server.url}/no/such`)).text()],
  ['a link of a login that does not hold', async () => (await fetch(`${server.url}/apps/authorize?x=1`)).text()],
]

test.each(answers)('the links in %s lead somewhere', async (_name, ask) => {
  const addresses = addressesIn(await ask()).filter((address) => !/\/api\/(?:soap|xmlrpc)\/?$/.test(address))
  expect(addresses).not.toEqual([])
  for (const address of new Set(addresses)) expect([address, await follow(address)]).toEqual([address, 200])
})

test.each([
  ['REST', '/api/no.such'],
  ['OAuth', '/apps/oauth/request'],
])('a fault of %s has no link', async (_name, path) => {
  const response = await fetch(`${server.url}${path}`)
  expect(decodeURIComponent(await response.text())).not.toContain('http')
})
