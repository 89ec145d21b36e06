import { createServer } from 'node:http'
import express from 'express'
import type { Browser } from 'playwright-core'
import { createClientAsync } from 'soap'
import type { Application } from '../../../src/core/ports/app-store.js'
import { call, type Identity, loginLink } from '../../support/api-client.js'
import { launchChromium } from '../../support/browser.js'
import {
  expressHost,
  fastifyHost,
  type Host,
  listening,
  type MountedGateway,
  openMounted,
} from '../../support/mounted.js'
import { oauthHeader } from '../../support/oauth.js'
import { allowInBrowser, typedVerifier } from '../../support/oauth-consent.js'
import { authoriseAddress, npmOAuth } from '../../support/oauth-consumers.js'
import { jpeg } from '../../support/pictures.js'
import { createApp, createToken, createUser, signed } from '../../support/server.js'
import { createVisitor } from '../../support/visitor.js'

let chromium: Browser
beforeAll(async () => {
  chromium = await launchChromium()
})
afterAll(() => chromium.close())

describe.each([
  ['express', expressHost],
  ['fastify', fastifyHost],
])('in %s below /gate', (name, start) => {
  let gateway: MountedGateway
  let host: Host
  let url: string
  let app: Application
  let who: Identity
  let userId: string
  beforeAll(async () => {
    gateway = await openMounted('/gate')
    host = await start(gateway)
    url = `${host.url}/gate`
    const user = await createUser(gateway.services, 'ada')
    userId = user.id
    app = await createApp(gateway.services, user)
    const { authToken } = await createToken(gateway.services, app, user, { doc: 'delete' })
    who = { api_key: app.key, secret: app.secret, auth_token: authToken }
  })
  afterAll(async () => {
    await host.close()
    await gateway.close()
  })

  test('the other routes of the host answer, bodies included', async () => {
    expect(await (await fetch(host.url)).text()).toBe('the host')
    const order = { method: 'POST', body: '{"item":1}', headers: { 'content-type': 'application/json' } }
    expect(await (await fetch(`${host.url}/orders`, order)).json()).toEqual({ item: 1 })
    for (const path of ['/api/test.hello', '/gateway/api/test.hello', '/login']) {
      expect((await fetch(host.url + path)).status).toBe(404)
    }
  })

  test('what is no address of the gateway is answered by the host where that is asked', async () => {
    const text = await (await fetch(`${url}/nowhere?a=1`)).text()
    expect(text).toContain(
      name === 'express' ? 'the host has no /gate/nowhere?a=1' : 'There is no page at this address',
    )
  })

  test('HEAD, a doubled slash and the native dialect reach the gateway', async () => {
    expect((await fetch(`${url}/api/test.hello?api_key=${app.key}`, { method: 'HEAD' })).status).toBe(200)
    expect(await (await fetch(`${url}//rpc/test.hello?api_key=${app.key}`)).json()).toEqual({
      hello: expect.anything(),
    })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${url}/openapi.json`)).json()).toMatchObject({ servers: [{ url }] })
  })

  test('npm oauth gets a token by way of the consent page, and signs calls with it', async () => {
    const client = npmOAuth({ url, key: app.key, secret: app.secret, callback: 'oob' })
    const temporary = await client.requestToken()
    const page = await allowInBrowser(chromium, authoriseAddress(url, temporary))
    const token = await client.accessToken(temporary, typedVerifier(page))
    const answer = await client.postForm('/api/test.echo/json', { a: 'ü & b' }, token)
    expect(JSON.parse(answer)).toMatchObject({ api: { status: 'ok' } })
    expect(JSON.parse(await client.get('/api/auth.checkToken', token)).auth.user.username).toBe('ada')
  })

  test('npm soap calls by the WSDL', async () => {
    const client = await createClientAsync(`${url}/api/soap?wsdl`, { normalizeNames: true })
    const members = Object.fromEntries(signed(app, 'auth.checkToken', [['auth_token', who.auth_token ?? '']]))
    const [answer] = await Reflect.get(client, 'auth_checkTokenAsync').call(client, members)
    expect(answer.auth.user.username).toBe('ada')
  })

  test('an upload arrives', async () => {
    const photo = new Blob([new Uint8Array(await jpeg(80, 60))])
    const { ticket } = await call(url, who, 'upload.file', { file: photo })
    expect(ticket).toMatch(/./)
  })

  test('links in answers are below the prefix', async () => {
    const { methods } = await call(url, who, 'api.methods.getList')
    expect(methods.method.length).toBeGreaterThan(10)
    for (const { about } of methods.method) expect(about).toMatch(`${url}/`)
    const { user } = await call(url, who, 'user.get', { params: { user_id: userId } })
    expect(user.icon).toBe(`${url}/file/icon/member.png`)
    expect((await fetch(user.icon)).headers.get('content-type')).toBe('image/png')
  })

  test('pages link, post, redirect and set cookies below the prefix', async () => {
    const visitor = createVisitor(host.url)
    const owner = await createUser(gateway.services, 'owner')
    const { key, secret } = await createApp(gateway.services, owner, { type: 'web', callback: 'https://app.example/' })
    const link = `/gate${loginLink({ api_key: key, secret }, { perm_doc: 'read' })}`
    const toLogIn = (await visitor.visit(link)).headers.get('location') ?? ''
    expect(toLogIn).toMatch(/^\/gate\/login\?next=%2Fapps%2Fauthorize/)
    const form = await visitor.visit(toLogIn)
    expect(form.headers.getSetCookie()[0]).toMatch(/Path=\/gate;/)
    const html = await form.text()
    const addresses = [...html.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, address]) => address)
    expect(addresses.length).toBeGreaterThan(5)
    for (const address of addresses) expect(address).toMatch(/^\/gate\//)
    const done = await visitor.submit(toLogIn, { username: 'ada', password: 'correct horse' })
    expect([done.status, done.headers.get('location')]).toEqual([302, link])
    const asked = await (await visitor.visit(link)).text()
    expect(asked).toContain('name="csrf"')
  })
})

describe('createGateway with a prefix', () => {
  test.each(['gate', '/gate/', '/', '/a b', '/gate?x', '/{name}'])('refuses %s', async (prefix) => {
    await expect(openMounted(prefix)).rejects.toThrow(/prefix must be a path such as \/gate/)
  })

  test('refuses a PUBLIC_URL that lacks it', async () => {
    const opening = openMounted('/gate', { PUBLIC_URL: 'https://api.example.org/' })
    await expect(opening).rejects.toThrow(/PUBLIC_URL must be the address of the gateway/)
  })

  test('takes what PUBLIC_URL has before it into links, cookies and signatures', async () => {
    const gateway = await openMounted('/gate', { PUBLIC_URL: 'https://api.example.org/v1/gate' })
    const host = await expressHost(gateway)
    const app = await createApp(gateway.services, await createUser(gateway.services, 'ada'))
    const page = await fetch(`${host.url}/gate/login`)
    expect(page.headers.getSetCookie()[0]).toMatch(/Path=\/v1\/gate;/)
    expect(await page.text()).toContain('action="/v1/gate/login"')
    const proxied = { url: 'https://api.example.org/v1/gate/api/test.hello' }
    const headers = { authorization: oauthHeader({ key: app.key, secret: app.secret }, proxied) }
    const answer = await fetch(`${host.url}/gate/api/test.hello`, { headers })
    expect(await answer.json()).toMatchObject({ api: { status: 'ok' } })
    await host.close()
    await gateway.close()
  })
})

describe('a host that does not fit', () => {
  let gateway: MountedGateway
  beforeEach(async () => {
    gateway = await openMounted('/gate')
  })
  afterEach(() => gateway.close())

  async function ask(app: express.Express, path: string, init?: RequestInit) {
    const host = await listening(createServer(app))
    const answer = await fetch(host.url + path, init)
    const text = await answer.text()
    await host.close()
    return { status: answer.status, text }
  }

  test('that reads bodies first is told so', async () => {
    const app = express().use(express.urlencoded(), express.json()).use('/gate', gateway.handler)
    const body = new URLSearchParams({ api_key: 'any' })
    const { status, text } = await ask(app, '/gate/api/test.hello', { method: 'POST', body })
    expect(status).toBe(500)
    expect(JSON.parse(text).api.detail).toMatch(/The body was read before the gateway got it/)
    expect((await ask(app, '/gate/api/test.hello')).text).toContain('API key')
  })

  test('that mounts it elsewhere is told the prefix to give', async () => {
    const app = express().use('/other', gateway.handler)
    app.use((error: Error, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
      res.status(500).send(error.message)
    })
    const { text } = await ask(app, '/other/api/test.hello')
    expect(text).toBe("The gateway is mounted at /other; createGateway needs { prefix: '/other' }")
  })

  test('that mounts it without a path has everything else to itself', async () => {
    const app = express()
      .use(gateway.handler)
      .get('/login', (_req, res) => void res.send('the host'))
    expect((await ask(app, '/login')).text).toBe('the host')
    expect((await ask(app, '/gate/login')).text).toContain('action="/gate/login"')
  })

  test('that has no handlers after it gets a fault for addresses elsewhere', async () => {
    const host = await listening(createServer(gateway.handler))
    expect((await fetch(`${host.url}/login`)).status).toBe(404)
    expect((await fetch(`${host.url}/gate`)).status).toBe(200)
    await host.close()
  })
})
