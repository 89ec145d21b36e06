import { request } from 'undici'
import type { Application } from '../../../src/core/ports/app-store.js'
import { createApp, createUser, form, signed, startTestServer, type TestServer } from '../../support/server.js'

let server: TestServer
let app: Application
let port: string

function withServer(settings: Readonly<Record<string, string>>): void {
  beforeAll(async () => {
    server = await startTestServer({ settings })
    const user = await createUser(server.services, 'ada')
    app = await createApp(server.services, user)
    port = new URL(server.url).port
  })
  afterAll(() => server.stop())
}

type Headers = Readonly<Record<string, string>>

/** Every place that shows an address of the server, each as scheme, host and port. */
async function addresses(headers: Headers = {}, to = '127.0.0.1'): Promise<readonly string[]> {
  const ask = async (path: string, body?: string) => {
    const verb = body === undefined ? ({ method: 'GET' } as const) : ({ method: 'POST', body } as const)
    const answer = await request(`http://${to}:${port}${path}`, { headers: { ...headers }, ...verb })
    return `${JSON.stringify(answer.headers)}\n${await answer.body.text()}`
  }
  const texts = [
    await ask('/api/soap?wsdl'),
    await ask('/api/soap', 'no envelope'),
    await ask('/api/api.methods.getList/xml'),
    await ask(`/api/user.get/xml?${form(signed(app, 'user.get', [['user_id', app.ownerId]]))}`),
    await ask('/apps/oauth/request'),
  ]
  const patterns = [
    /location="([^"]*)\/api\/soap"/,
    /<faultactor>([^<]*)\/api\/soap\/</,
    /about="([^"]*)\/api\/api\.methods\.get\?/,
    /link="([^"]*)\/home\//,
    /realm=\\"([^"\\]*)\\"/,
  ]
  return patterns.map((pattern, place) => pattern.exec(texts[place] ?? '')?.[1] ?? `nothing in ${texts[place]}`)
}

const everywhere = (address: string) => Array(5).fill(address)

describe('scheme and host come from a trusted proxy together', () => {
  withServer({ TRUST_PROXY: '127.0.0.1,198.51.100.1' })

  const taken: readonly (readonly [proto: string, host: string, port: string | undefined, address: string])[] = [
    ['https', 'api.example.org', undefined, 'https://api.example.org'],
    ['HTTPS', 'API.example.org', undefined, 'https://api.example.org'],
    ['http', 'api.example.org', undefined, 'http://api.example.org'],
    ['https, http', 'api.example.org, inner.example', undefined, 'https://api.example.org'],
    ['http,https', 'api.example.org,inner.example', undefined, 'http://api.example.org'],
    [' , Https', ', api.example.org', undefined, 'https://api.example.org'],
    ['https', 'api.example.org:443', undefined, 'https://api.example.org'],
    ['https', 'api.example.org:8443', undefined, 'https://api.example.org:8443'],
    ['https', 'api.example.org', '8443', 'https://api.example.org:8443'],
    ['https', 'api.example.org', '8443, 8080', 'https://api.example.org:8443'],
    ['https', 'api.example.org', '443', 'https://api.example.org'],
    ['https', 'api.example.org', '80', 'https://api.example.org'],
    ['http', 'api.example.org', '443', 'http://api.example.org'],
    ['https', 'api.example.org:8443', '9443', 'https://api.example.org:8443'],
    ['https', 'api.example.org', 'eighty', 'https://api.example.org'],
    ['https', 'api.example.org', '0', 'https://api.example.org'],
    ['https', 'api.example.org', '65536', 'https://api.example.org'],
    ['https', '[2001:DB8::1]', '8443', 'https://[2001:db8::1]:8443'],
    ['https', '[2001:db8::1]:8443', undefined, 'https://[2001:db8::1]:8443'],
  ]
  test.each(taken)('%s, %s, %s is %s', async (proto, host, forwardedPort, address) => {
    const headers = { 'x-forwarded-proto': proto, 'x-forwarded-host': host, host: 'inner.example' }
    const all = forwardedPort === undefined ? headers : { ...headers, 'x-forwarded-port': forwardedPort }
    expect(await addresses(all)).toEqual(everywhere(address))
  })

  const passedOver: readonly Headers[] = [
    { 'x-forwarded-proto': 'https' },
    { 'x-forwarded-host': 'api.example.org' },
    { 'x-forwarded-proto': 'wss', 'x-forwarded-host': 'api.example.org' },
    { 'x-forwarded-proto': 'httpss, https', 'x-forwarded-host': 'api.example.org' },
    { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'user@api.example.org' },
    { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.org/evil' },
    { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.org"><x' },
    { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.org:99999' },
    { 'x-forwarded-proto': 'https', host: 'api.example.org' },
  ]
  test.each(passedOver.map((headers) => [headers] as const))(
    '%j leaves the address of the connection',
    async (headers) => {
      expect(await addresses(headers)).toEqual(everywhere(`http://127.0.0.1:${port}`))
    },
  )
})

describe('headers of an untrusted proxy are ignored', () => {
  withServer({ TRUST_PROXY: '198.51.100.1' })

  test('in any spelling', async () => {
    for (const proto of ['https', 'HTTPS', 'https, http']) {
      const headers = { 'x-forwarded-proto': proto, 'x-forwarded-host': 'evil.example', 'x-forwarded-port': '444' }
      expect(await addresses(headers)).toEqual(everywhere(`http://127.0.0.1:${port}`))
    }
  })
})

describe.each(['0.0.0.0', '::'])('listening on %s', (HOST) => {
  withServer({ HOST })

  test('the address is that of the connection', async () => {
    for (const to of ['127.0.0.1', '127.0.0.2'])
      expect(await addresses({}, to)).toEqual(everywhere(`http://${to}:${port}`))
  })

  test('a foreign or invalid Host is ignored; localhost is accepted on loopback', async () => {
    for (const host of ['0.0.0.0', '[::]', 'evil.example', '127.0.0.3']) {
      expect(await addresses({ host: `${host}:${port}` })).toEqual(everywhere(`http://127.0.0.1:${port}`))
    }
    expect(await addresses({ host: `localhost:${port}` })).toEqual(everywhere(`http://localhost:${port}`))
  })
})

describe('PUBLIC_URL', () => {
  withServer({ PUBLIC_URL: 'https://api.example.org/gate', HOST: '0.0.0.0', TRUST_PROXY: '127.0.0.1' })

  test('takes precedence', async () => {
    const headers = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'other.example', host: 'third.example' }
    expect(await addresses(headers)).toEqual(everywhere('https://api.example.org/gate'))
  })
})
