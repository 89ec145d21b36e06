import type { Application } from '../../src/core/ports/app-store.js'
import type { DeclaredFault } from '../../src/upstreams/http/operation.js'
import type { OpenService } from '../../src/upstreams/open-services.js'
import type { Answer } from '../support/api-client.js'
import { operation, request, serveOperations, target } from '../support/operations.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { startService, type TestService } from '../support/service.js'

let server: TestServer
let service: TestService
let open: OpenService
let app: Application

const faults: readonly DeclaredFault[] = [
  { status: '404', code: 1, title: 'No such order', detail: false },
  { status: '409', code: 2, title: 'Order exists', detail: true },
]
const int = { type: 'integer', format: 'int32' }
const order = { type: 'object', properties: { id: int, note: { type: 'string' } }, required: ['id'] }

beforeAll(async () => {
  server = await startTestServer()
  service = await startService()
  const write = { verb: 'POST', writes: true, retry: { timeout: 400, retries: 0, idempotent: false } } as const
  open = await serveOperations(server, target(service.url, { maxResponse: 100_000 }), [
    operation({ name: 'get', faults, result: { schema: order, content: 'json', member: undefined } }),
    operation({ name: 'slow', retry: { timeout: 400, retries: 0, idempotent: true } }),
    operation({ name: 'add', ...write, request: request({ path: ['/add'] }) }),
  ])
  app = await createApp(server.services, await createUser(server.services, 'ada'))
})
afterAll(async () => {
  await server.stop()
  await open.client.close()
  await service.stop()
})

/** The status, code and detail of a fault in the native dialect. */
async function fault(method: string, init: RequestInit = {}) {
  const response = await fetch(`${server.url}/rpc/shop.${method}`, { ...init, headers: { 'x-api-key': app.key } })
  const { code, title, detail }: Answer = await response.json()
  return { status: response.status, code, title, detail, retryAfter: response.headers.get('retry-after') }
}

const codeOf = async (method: string, init?: RequestInit) => (await fault(method, init)).code

test.each([
  [404, 1],
  [409, 2],
  [400, 98],
  [422, 98],
  [410, 98],
  [500, 99],
  [501, 99],
  [401, 502],
  [403, 502],
  [407, 502],
  [502, 502],
  [304, 502],
  [504, 504],
  [503, 503],
  [429, 503],
])('a status of %i is the code %i', async (status, code) => {
  service.answer((response) => response.writeHead(status).end())
  expect(await codeOf('get')).toBe(code)
})

test('a redirect is not followed', async () => {
  service.answer((response) => response.writeHead(302, { location: `${service.url}/other` }).end())
  expect(await codeOf('get')).toBe(502)
  expect(service.received).toHaveLength(1)
})

test('the text of a service is hidden unless the fault shows it, cleaned and cut', async () => {
  service.answerJson('{"message":"at db7.internal"}', 404)
  expect((await fault('get')).detail).toBeUndefined()
  service.answerJson(JSON.stringify({ message: `line one\n\u0000line two ${'x'.repeat(300)}` }), 409)
  const { title, detail } = await fault('get')
  expect([title, detail.slice(0, 18), detail.length]).toEqual(['Order exists', 'line one line two ', 200])
})

test.each([
  ['a day', '86400', '3600'],
  ['seconds', '7', '7'],
  ['nonsense', 'soon', '1'],
])('a busy service may ask for %s of waiting', async (_, sent, passed) => {
  service.answer((response) => response.writeHead(503, { 'retry-after': sent }).end())
  expect(await fault('get')).toMatchObject({ status: 503, code: 503, retryAfter: passed })
})

describe('a service has failed', () => {
  const json = { 'content-type': 'application/json' }
  test.each<[what: string, write: Parameters<TestService['answer']>[0]]>([
    ['with HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')],
    ['with broken JSON', (response) => response.writeHead(200, json).end('{"id":')],
    ['with a value of another type', (response) => response.writeHead(200, json).end('{"id":"x"}')],
    ['with a list', (response) => response.writeHead(200, json).end('[]')],
    ['with bytes that are no UTF-8', (response) => response.writeHead(200, json).end(Buffer.from([0x22, 0xff, 0x22]))],
    [
      'with an unknown charset',
      (response) => response.writeHead(200, { 'content-type': 'application/json; charset=klingon' }).end('{"id":1}'),
    ],
    ['with too much', (response) => response.writeHead(200, json).end(`{"id":1,"x":"${'x'.repeat(200_000)}"}`)],
    [
      'by breaking off',
      (response) => {
        response.writeHead(200, { ...json, 'content-length': '100' }).write('{"id":1')
        response.socket?.end()
      },
    ],
    ['by resetting the connection', (response) => response.socket?.resetAndDestroy()],
  ])('%s', async (_, write) => {
    service.answer(write)
    expect(await fault('get')).toMatchObject({ status: 502, code: 502, title: 'Upstream failed' })
  })

  test('silently', async () => {
    service.answer(() => {})
    const { code, detail } = await fault('slow')
    expect([code, detail]).toEqual([504, 'The service behind the gateway took too long. Try again later.'])
  })

  test('drop by drop', async () => {
    service.answer((response) => {
      response.writeHead(200, json)
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    })
    expect(await codeOf('slow')).toBe(504)
  })

  test('in a write, which may have happened', async () => {
    service.answer(() => {})
    const { code, detail } = await fault('add', { method: 'POST' })
    expect([code, detail]).toEqual([
      504,
      'The service behind the gateway took too long. It may have changed something all the same; look before you repeat it.',
    ])
    service.answer((response) => response.socket?.resetAndDestroy())
    expect((await fault('add', { method: 'POST' })).detail).toMatch(/may have changed something/)
  })
})

test('a client that goes away takes the request to the service with it', async () => {
  let asked = false
  const closed = new Promise<number>((resolve) => {
    service.answer((response) => {
      asked = true
      response.on('close', () => resolve(performance.now()))
    })
  })
  const leaving = new AbortController()
  const init = { headers: { 'x-api-key': app.key }, signal: leaving.signal }
  const gone = fetch(`${server.url}/rpc/shop.get`, init).catch(() => 'gone')
  while (!asked) await new Promise((resolve) => setTimeout(resolve, 5))
  const left = performance.now()
  leaving.abort()
  expect([await gone, (await closed) - left < 1000]).toEqual(['gone', true])
})

test('an answer is read in its charset, whatever its byte order', async () => {
  const note = (response: import('node:http').ServerResponse, type: string, bytes: Buffer) =>
    response.writeHead(200, { 'content-type': type }).end(bytes)
  const answered = async () => (await fetch(`${server.url}/rpc/shop.get`, { headers: { 'x-api-key': app.key } })).json()
  service.answer((response) =>
    note(response, 'application/json; charset=ISO-8859-1', Buffer.from('{"id":1,"note":"é"}', 'latin1')),
  )
  expect(await answered()).toEqual({ id: 1, note: 'é' })
  service.answer((response) => note(response, 'application/json', Buffer.from('\ufeff{"id":1,"note":"é"}', 'utf16le')))
  expect(await answered()).toEqual({ id: 1, note: 'é' })
  service.answer((response) => note(response, 'application/problem+json', Buffer.from('\ufeff{"id":1,"note":"é"}')))
  expect(await answered()).toEqual({ id: 1, note: 'é' })
})

test('every protocol shows the code of a failure', async () => {
  service.answer((response) => response.writeHead(500).end())
  const rest = await fetch(`${server.url}/api/shop.get?api_key=${app.key}`)
  expect(await rest.json()).toMatchObject({ api: { status: 'error', code: '99', message: 'Fault of the service' } })
  const soap = await fetch(`${server.url}/api/soap`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><x:ipernityRequest xmlns:x="urn:ipernity"><method>shop.get</method><api_key>${app.key}</api_key></x:ipernityRequest></s:Body></s:Envelope>`,
  })
  expect(await soap.text()).toContain('<faultcode>ipernity.error.99</faultcode>')
  const xmlrpc = await fetch(`${server.url}/api/xmlrpc`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: `<methodCall><methodName>shop.get</methodName><params><param><value><struct><member><name>api_key</name><value>${app.key}</value></member></struct></value></param></params></methodCall>`,
  })
  expect(await xmlrpc.text()).toContain('<int>99</int>')
})

test('a method may take longer than CALL_TIMEOUT, and says itself that its time is over', async () => {
  const patient = await startTestServer({ settings: { CALL_TIMEOUT: '1' } })
  const long = { timeout: 2500, retries: 0, idempotent: true }
  const served = await serveOperations(patient, target(service.url), [operation({ name: 'long', retry: long })])
  const owner = await createApp(patient.services, await createUser(patient.services, 'ada'))
  const get = () => fetch(`${patient.url}/rpc/shop.long`, { headers: { 'x-api-key': owner.key } })
  service.answer((response) =>
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('7'), 1500),
  )
  expect(await (await get()).text()).toBe('7')
  service.answer(() => {})
  expect(await (await get()).json()).toMatchObject({ code: 504 })
  await patient.stop()
  await served.client.close()
})
