import { OAuthEcho } from 'oauth'
import type { Browser } from 'playwright-core'
import type { Application } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import { launchChromium, serve, stop } from '../support/browser.js'
import { allowInBrowser, type CallbackSite, serveCallback, typedVerifier } from '../support/oauth-consent.js'
import {
  authoriseAddress,
  createOAuthClient,
  type ForeignConsumer,
  type HeldToken,
  npmOAuth,
  npmOAuth1a,
} from '../support/oauth-consumers.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../support/server.js'

let chromium: Browser
let server: TestServer
let user: User
let site: CallbackSite
/** The applications of the tests, by where the user goes afterwards. */
let apps: Readonly<Record<string, readonly [Application, string]>>

beforeAll(async () => {
  ;[chromium, server, site] = await Promise.all([launchChromium(), startTestServer(), serveCallback()])
  user = await createUser(server.services, 'ada')
  const web = await createApp(server.services, user, { type: 'web', callback: site.url })
  const desktop = await createApp(server.services, user)
  apps = {
    'the registered callback': [web, `${site.url}?from=there`],
    'a port of the desktop': [desktop, site.url],
    'nowhere (oob)': [desktop, 'oob'],
  }
})
afterAll(async () => {
  await chromium.close()
  await server.stop()
  await site.close()
})

/** The verifier, as the user's browser or the user brings it. */
async function agree(temporary: HeldToken, callback: string): Promise<string> {
  const page = await allowInBrowser(chromium, authoriseAddress(server.url, temporary))
  if (callback === 'oob') return typedVerifier(page)
  const query = await site.visit()
  expect(query.get('oauth_token')).toBe(temporary.token)
  expect(query.get('from')).toBe(new URL(callback).searchParams.get('from'))
  return query.get('oauth_verifier') ?? ''
}

const soap = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
  <ipernityRequest xmlns="urn:ipernity"><method>auth.checkToken</method></ipernityRequest></e:Body></e:Envelope>`
const xmlrpc = '<methodCall><methodName>auth.checkToken</methodName></methodCall>'
const awkward = `a=b&c +%2B~ ü'(*)! 日本`

describe.each([
  ['oauth', npmOAuth],
  ['oauth-1.0a with fetch', npmOAuth1a],
])('npm %s', (_name, create) => {
  describe.each(['the registered callback', 'a port of the desktop', 'nowhere (oob)'])('with %s', (kind) => {
    let consumer: ForeignConsumer
    let token: HeldToken

    beforeAll(async () => {
      const [app, callback] = apps[kind] ?? []
      if (app === undefined || callback === undefined) throw new Error(`no application for ${kind}`)
      consumer = create({ url: server.url, key: app.key, secret: app.secret, callback })
      const temporary = await consumer.requestToken()
      token = await consumer.accessToken(temporary, await agree(temporary, callback))
    })

    test('calls by GET over REST, for the user who agreed', async () => {
      const { auth } = JSON.parse(await consumer.get('/api/auth.checkToken/json', token))
      expect(auth).toMatchObject({ token: token.token, permissions: { doc: 'write', blog: 'none' } })
      expect(auth.user.username).toBe('ada')
    })

    test('calls with text in a query and in a form', async () => {
      const query = `echo=${encodeURIComponent(awkward)}`
      expect(JSON.parse(await consumer.get(`/api/test.echo/json?${query}`, token))).toMatchObject({ echo: awkward })
      const posted = await consumer.postForm('/api/test.echo/json', { echo: awkward }, token)
      expect(JSON.parse(posted)).toMatchObject({ echo: awkward })
    })

    test('calls over SOAP and XML-RPC', async () => {
      expect(await consumer.postXml('/api/soap', soap, token)).toContain('username="ada"')
      expect(await consumer.postXml('/api/xmlrpc', xmlrpc, token)).toMatch(/<name>username<\/name>.*ada/s)
    })

    test('is refused with another secret', async () => {
      const forger = { ...token, secret: 'guessed' }
      expect(JSON.parse(await consumer.get('/api/auth.checkToken/json', forger)).api.code).toBe('105')
    })
  })
})

describe("npm oauth's other ways", () => {
  let token: HeldToken
  let client: ReturnType<typeof createOAuthClient>
  let app: Application
  const address = () => `${server.url}/api/auth.checkToken/json`

  beforeAll(async () => {
    app = await createApp(server.services, user)
    const { authToken, oauthSecret } = await createToken(server.services, app, user, { doc: 'read' })
    token = { token: authToken, secret: oauthSecret }
    client = createOAuthClient({ url: server.url, key: app.key, secret: app.secret, callback: 'oob' })
  })

  const nameOf = async (request: Promise<Response>) => JSON.parse(await (await request).text()).auth?.user.username

  test('a header sent by another program', async () => {
    const authorization = client.authHeader(address(), token.token, token.secret)
    expect(await nameOf(fetch(address(), { headers: { authorization } }))).toBe('ada')
  })

  test('a signed address', async () => {
    expect(await nameOf(fetch(client.signUrl(address(), token.token, token.secret)))).toBe('ada')
  })

  test('Echo: a third party shows the header that it was given', async () => {
    const echo = new OAuthEcho('Babelgate', address(), app.key, app.secret, '1.0', 'HMAC-SHA1')
    const third = await serve(async (req, res) => {
      const authorization = String(req.headers['x-verify-credentials-authorization'])
      const answer = await fetch(address(), { headers: { authorization } })
      res.end(await answer.text())
    })
    const answer = await new Promise<string>((resolve) => {
      echo.get(`${third.url}/photos`, token.token, token.secret, (_error, data) => resolve(String(data)))
    })
    await stop(third.server)
    expect(JSON.parse(answer).auth.user.username).toBe('ada')
  })
})
