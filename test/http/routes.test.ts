import { ipernity } from '../../src/dialects/ipernity/index.js'
import { type Consumer, oauthHeader } from '../support/oauth.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { envelope, generic } from '../support/soap.js'
import { methodCall, string, struct } from '../support/xmlrpc.js'

let server: TestServer
let consumer: Consumer
beforeAll(async () => {
  server = await startTestServer()
  const { key, secret } = await createApp(server.services, await createUser(server.services, 'caller'))
  consumer = { key, secret }
})
afterAll(() => server.stop())

const post = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'text/xml' } })

describe('the start is stopped by a dialect whose route hides', () => {
  afterEach(() => jest.restoreAllMocks())

  test.each([
    ['/healthz', '/healthz of the operators'],
    ['/login', '/login of the pages'],
    ['/file/{method}', '/file/* of the pages'],
    ['/api/{format}', 'clash'],
  ] as const)('%s', async (path, message) => {
    jest.replaceProperty(ipernity, 'routes', [...ipernity.routes, { path, transport: 'rest' }])
    await expect(startTestServer()).rejects.toThrow(message)
  })
})

describe('surplus slashes do not change the route', () => {
  test.each([
    '//api/test.echo',
    '/api//test.echo',
    '/api/test.echo/',
    '/api/test.echo//json',
    '///api///test.echo///json//',
    '/api/test.echo/json/more/and/more',
  ])('REST at %s', async (path) => {
    const answer = await fetch(`${server.url}${path}?api_key=${consumer.key}&echo=hi`)
    expect(await answer.json()).toMatchObject({ api: { status: 'ok' }, echo: 'hi' })
  })

  test.each(['/api', '/api/', '//api//', '/api/json', '//api/nothing', '/api/%73oap', '/api/test%2Eecho'])(
    'REST at %s is a fault',
    async (path) => {
      expect(await (await fetch(server.url + path)).json()).toMatchObject({ api: { code: '103' } })
    },
  )

  test.each(['//api/xmlrpc', '/api//xmlrpc', '/api/xmlrpc/', '/api/xmlrpc//', '//api//xmlrpc//'])(
    'XML-RPC at %s',
    async (path) => {
      const call = methodCall('test.echo', struct({ api_key: string(consumer.key), echo: string('hi') }))
      const answer = await fetch(server.url + path, post(call))
      expect(await answer.text()).toContain('<name>echo</name><value><string>hi</string>')
    },
  )

  test.each(['//api/soap', '/api//soap', '/api/soap/', '//api//soap//'])('SOAP at %s', async (path) => {
    const body = envelope(
      '1.1',
      generic('test.echo', [
        ['api_key', consumer.key],
        ['echo', 'hi'],
      ]),
    )
    const answer = await fetch(server.url + path, post(body))
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('hi')])
    expect(await (await fetch(`${server.url}${path}?wsdl`)).text()).toContain('<wsdl:definitions')
  })

  test.each(['/apps/oauth/request/', '//apps/oauth/request', '/apps//oauth/request', '/apps/oauth//request//'])(
    'OAuth at %s, which is signed as it was sent',
    async (path) => {
      const url = server.url + path
      const authorization = oauthHeader(consumer, { verb: 'POST', url })
      const given = await fetch(url, { method: 'POST', headers: { authorization } })
      expect([given.status, await given.text()]).toEqual([
        200,
        expect.stringContaining('oauth_callback_confirmed=true'),
      ])
      const elsewhere = oauthHeader(consumer, { verb: 'POST', url: `${server.url}/apps/oauth/request` })
      const refused = await fetch(url, { method: 'POST', headers: { authorization: elsewhere } })
      expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('code=105')])
    },
  )

  test.each(['/apps/oauth/access/', '//apps/oauth/access'])('OAuth at %s', async (path) => {
    const answer = await fetch(server.url + path, { method: 'POST' })
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('oauth_problem=parameter_absent'),
    ])
  })
})
