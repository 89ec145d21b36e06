import { connect } from 'node:net'
import { drivers } from '../cases/drivers/index.js'
import { failingMethods } from '../support/failing-methods.js'
import { until } from '../support/process.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { array, methodCall, string, struct } from '../support/xmlrpc.js'

/** A line of the log, as JSON gives it. */
type Line = Readonly<Record<string, unknown>>

let server: TestServer
let secureOnly: TestServer
let key: string
beforeAll(async () => {
  server = await startTestServer({ methods: failingMethods, settings: { TRUST_PROXY: '127.0.0.1' } })
  secureOnly = await startTestServer({ settings: { REQUIRE_TLS: '1' } })
  key = (await createApp(server.services, await createUser(server.services, 'caller'))).key
})
afterAll(async () => {
  await server.stop()
  await secureOnly.stop()
})

const linesOf = ({ log }: TestServer): Line[] => log.map((line) => JSON.parse(line))

/** The lines of the request that an answer belongs to. */
async function linesFor(response: Response, of = server): Promise<Line[]> {
  const id = response.headers.get('x-request-id') ?? 'none'
  const found = () =>
    linesOf(of).filter((line) => line['id'] === id || (line['req'] as Line | undefined)?.['id'] === id)
  await until(() => found().length > 0)
  return found()
}

describe.each(drivers.map((driver) => [driver.name, driver] as const))('%s', (_name, driver) => {
  const ask = async (method: string, pairs: [string, string][]) => {
    const { target, init } = driver.say({ method, pairs }, undefined)
    const response = await fetch(server.url + target, init)
    const bytes = (await response.arrayBuffer()).byteLength
    return { response, bytes, lines: await linesFor(response) }
  }

  test('the id of an answer names its log line, with client, status and bytes', async () => {
    const { response, bytes, lines } = await ask('test.echo', [
      ['api_key', key],
      ['echo', 'Zoë'],
    ])
    expect(lines).toEqual([
      expect.objectContaining({ method: 'test.echo', address: '127.0.0.1', status: response.status, bytes, code: 0 }),
    ])
    expect(lines[0]).not.toHaveProperty('reason')
  })

  test('a fault logs its reason', async () => {
    const { response, bytes, lines } = await ask('test.echo', [['api_key', '0'.repeat(32)]])
    const reason = 'no application has this key'
    expect(lines).toEqual([expect.objectContaining({ status: response.status, bytes, code: 101, reason })])
  })

  test('an unforeseen error shows the id that its lines and its header have', async () => {
    const { target, init } = driver.say({ method: 'failing.unforeseen', pairs: [['api_key', key]] }, undefined)
    const response = await fetch(server.url + target, init)
    const text = await response.text()
    expect(text).toContain(`Report the id ${response.headers.get('x-request-id')}`)
    const lines = await linesFor(response)
    expect(lines.map(({ msg }) => msg)).toEqual(['Service error', 'call'])
    expect(lines[1]).toMatchObject({ code: 500, reason: 'unforeseen error' })
  })

  test('a request that cannot be read has a line with the reason', async () => {
    const { said, code } = driver.unreadable
    const response = await fetch(server.url + said.target, said.init)
    await response.text()
    expect(await linesFor(response)).toEqual([
      expect.objectContaining({ status: response.status, code, reason: expect.any(String) }),
    ])
  })
})

test('the parts of a multicall add their place to the id, and have no bytes of their own', async () => {
  const calls = ['test.echo', 'no.such'].map((name) =>
    struct({ methodName: string(name), params: array(struct({ api_key: string(key), echo: string('x') })) }),
  )
  const body = methodCall('system.multicall', array(...calls))
  const response = await fetch(`${server.url}/api/xmlrpc`, { method: 'POST', body })
  const bytes = (await response.arrayBuffer()).byteLength
  const [whole] = await linesFor(response)
  expect(whole).toMatchObject({ method: 'system.multicall', status: 200, bytes })
  const parts = linesOf(server).filter(({ id }) => String(id).startsWith(`${whole?.['id']}.`))
  expect(parts.map(({ id, method, code }) => [id, method, code])).toEqual([
    [`${whole?.['id']}.1`, 'test.echo', 0],
    [`${whole?.['id']}.2`, 'no.such', 103],
  ])
  for (const part of parts) expect(part).not.toHaveProperty('bytes')
})

test('HEAD sends no bytes', async () => {
  const response = await fetch(`${server.url}/api/test.echo?api_key=${key}&echo=x`, { method: 'HEAD' })
  expect(await linesFor(response)).toEqual([expect.objectContaining({ status: 200, bytes: 0, code: 0 })])
})

test('the address is that of the client behind a trusted proxy; its X-Request-Id is not taken over', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9', 'x-request-id': 'chosen-by-the-client' }
  const response = await fetch(`${server.url}/api/test.echo?api_key=${key}`, { headers })
  expect(response.headers.get('x-request-id')).not.toBe('chosen-by-the-client')
  expect(await linesFor(response)).toEqual([expect.objectContaining({ address: '203.0.113.9' })])
})

test.each([
  ['/apps/oauth/request', { method: 'oauth.request', status: 400, code: 131 }],
  ['/login', { msg: 'page', res: { status: 200, bytes: expect.any(Number) } }],
  ['/no/such/page', { res: { status: 404, bytes: expect.any(Number), reason: expect.stringContaining('no page') } }],
  ['/apps/authorize?api_key=x', { res: expect.objectContaining({ status: 400, reason: expect.any(String) }) }],
])('%s has an id as well', async (path, line) => {
  const response = await fetch(server.url + path)
  expect(await linesFor(response)).toEqual([expect.objectContaining(line)])
})

test.each(['/healthz', '/readyz', '/metrics', '/assets/style.css', '/file/none', '/api/soap?wsdl'])(
  '%s has an id',
  async (path) => {
    const response = await fetch(server.url + path)
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-z]+$/)
  },
)

test('an OPTIONS request has an id', async () => {
  const response = await fetch(`${server.url}/api/test.echo`, { method: 'OPTIONS' })
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-z]+$/)
})

test('plain http that is refused has an id and a line', async () => {
  const response = await fetch(`${secureOnly.url}/api/test.echo`)
  const bytes = (await response.arrayBuffer()).byteLength
  const line = { msg: 'request refused', address: '127.0.0.1', status: 403, bytes, code: 123 }
  expect(await linesFor(response, secureOnly)).toEqual([expect.objectContaining(line)])
})

test.each([
  ['no HTTP', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400, 123],
  ['a head that is too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 124],
  ['a verb that HTTP has not', 'NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n', 405, 123],
])('what the parser refuses has an id and a line: %s', async (_name, request, status, code) => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket
    .on('error', () => undefined)
    .on('data', (chunk: string) => {
      text += chunk
    })
  socket.write(request)
  await until(() => text.includes('}'))
  socket.destroy()
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const id = /^x-request-id: (\S+)$/im.exec(head)?.[1]
  expect(linesOf(server).filter((line) => line['id'] === id)).toEqual([
    expect.objectContaining({ msg: 'request refused', status, code, bytes: Buffer.byteLength(body) }),
  ])
})
