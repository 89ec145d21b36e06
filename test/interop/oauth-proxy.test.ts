import { globalAgent } from 'node:https'
import type { Browser } from 'playwright-core'
import type { Application } from '../../src/core/ports/app-store.js'
import { launchChromium } from '../support/browser.js'
import { allowInBrowser, type CallbackSite, serveCallback, typedVerifier } from '../support/oauth-consent.js'
import { authoriseAddress, type ForeignConsumer, type HeldToken, npmOAuth } from '../support/oauth-consumers.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy.js'

const soap = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
  <ipernityRequest xmlns="urn:ipernity"><method>auth.checkToken</method></ipernityRequest></e:Body></e:Envelope>`
const xmlrpc = '<methodCall><methodName>auth.checkToken</methodName></methodCall>'

let chromium: Browser
let proxy: TlsProxy
let site: CallbackSite
beforeAll(async () => {
  ;[chromium, proxy, site] = await Promise.all([launchChromium(), startTlsProxy(), serveCallback()])
  globalAgent.options.ca = proxy.certificate
})
afterAll(async () => {
  delete globalAgent.options.ca
  await chromium.close()
  await proxy.close()
  await site.close()
})

/** What a proxy tells, and what the gateway is told of the proxy. */
const setUps: [string, (proxyUrl: string) => Record<string, string>, (host: string) => Record<string, string>][] = [
  [
    'TRUST_PROXY, X-Forwarded-Proto and the Host as it came',
    () => ({ TRUST_PROXY: '127.0.0.1', REQUIRE_TLS: '1' }),
    (host) => ({ host, 'x-forwarded-proto': 'https' }),
  ],
  [
    'TRUST_PROXY, X-Forwarded-Proto and -Host',
    () => ({ TRUST_PROXY: '127.0.0.1', REQUIRE_TLS: '1' }),
    (host) => ({ host: 'inner.example', 'x-forwarded-proto': 'https', 'x-forwarded-host': host }),
  ],
  ['PUBLIC_URL only', (url) => ({ PUBLIC_URL: url }), () => ({ host: 'inner.example' })],
]

describe.each(setUps)('behind a TLS-terminating proxy with %s', (_name, settings, told) => {
  let server: TestServer
  let app: Application

  beforeAll(async () => {
    server = await startTestServer({ settings: settings(proxy.url) })
    proxy.forward(server.url, (headers) => ({ ...headers, ...told(new URL(proxy.url).host) }))
    const user = await createUser(server.services, 'ada')
    app = await createApp(server.services, user)
  })
  afterAll(() => server.stop())

  const consumerAt = (url: string, callback: string) => npmOAuth({ url, key: app.key, secret: app.secret, callback })

  async function dance(consumer: ForeignConsumer, oob: boolean): Promise<HeldToken> {
    const temporary = await consumer.requestToken()
    const page = await allowInBrowser(chromium, authoriseAddress(proxy.url, temporary))
    const verifier = oob ? typedVerifier(page) : (await site.visit()).get('oauth_verifier')
    return consumer.accessToken(temporary, verifier ?? '')
  }

  test.each(['oob', 'a callback'])('the dance with %s, and calls over every transport', async (kind) => {
    const consumer = consumerAt(proxy.url, kind === 'oob' ? 'oob' : site.url)
    const token = await dance(consumer, kind === 'oob')
    const { auth } = JSON.parse(await consumer.get('/api/auth.checkToken/json', token))
    expect(auth).toMatchObject({ permissions: { doc: 'write' }, user: { username: 'ada' } })
    const posted = await consumer.postForm('/api/test.echo/json', { echo: 'a & ü' }, token)
    expect(JSON.parse(posted)).toMatchObject({ echo: 'a & ü' })
    expect(await consumer.postXml('/api/soap', soap, token)).toContain('username="ada"')
    expect(await consumer.postXml('/api/xmlrpc', xmlrpc, token)).toMatch(/<name>username<\/name>.*ada/s)
  })
})

test('without either setting the signature is over an address that the gateway does not know', async () => {
  const server = await startTestServer()
  proxy.forward(server.url, (headers) => ({ ...headers, 'x-forwarded-proto': 'https' }))
  const app = await createApp(server.services, await createUser(server.services, 'ada'))
  const consumer = npmOAuth({ url: proxy.url, key: app.key, secret: app.secret, callback: 'oob' })
  await expect(consumer.requestToken()).rejects.toThrow('signature_invalid')
  await server.stop()
})
