import type { Application } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import { hiddenInputs, type Script } from '../support/browser-like.js'
import { loginLink, openSite, type Site } from '../support/pages.js'

let site: Site
let app: Application
let ada: User
let browser: Script
let link: string
let csrf: string
let count = 0

beforeAll(async () => {
  site = await openSite({ PUBLIC_URL: 'https://photos.example/' })
  app = await site.addApp()
  link = loginLink(app, { perm_doc: 'read' })
})

beforeEach(async () => {
  ada = await site.addUser(`ada${count++}`)
  browser = await site.logIn(ada)
  csrf = hiddenInputs((await browser.get(link)).text)['csrf'] ?? ''
})

afterAll(() => site.close())

const consents = async () => (await site.consents.list(ada.id)).length
const post = (fields: Record<string, string | string[]>, headers: Record<string, string> = {}) =>
  browser.post(link).set(headers).type('form').send(fields)

describe('a form is accepted', () => {
  const taken: readonly [string, Record<string, string>][] = [
    ['from a script that sends no such header', {}],
    ['from our own page', { Origin: 'https://photos.example', 'Sec-Fetch-Site': 'same-origin' }],
    ['from a page of ours that hides where it is', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
    ['from the address that the browser used', { Origin: 'http://127.0.0.1:8080', Host: '127.0.0.1:8080' }],
  ]
  test.each(taken)('%s', async (_from, headers) => {
    expect((await post({ csrf }, headers)).status).toBe(302)
    expect(await consents()).toBe(1)
  })
})

test('a form is taken from the host in the headers of a trusted proxy', async () => {
  site.client.host = 'proxied.example'
  const headers = { Origin: 'https://proxied.example', Host: 'inner.example' }
  expect((await post({ csrf }, headers)).status).toBe(302)
  site.client.host = undefined
  expect((await post({ csrf }, headers)).status).toBe(403)
})

describe('a form is refused', () => {
  afterEach(async () => {
    expect(await consents()).toBe(0)
  })

  test('without a token', async () => {
    expect((await post({})).status).toBe(403)
  })

  test('with an empty token', async () => {
    expect((await post({ csrf: '' })).status).toBe(403)
  })

  test('with an invented token', async () => {
    expect((await post({ csrf: '0'.repeat(64) })).status).toBe(403)
  })

  test('with the token of another session', async () => {
    const other = hiddenInputs((await site.browse().get('/login')).text)['csrf'] ?? ''
    expect((await post({ csrf: other })).status).toBe(403)
  })

  test('with the token that the session had before the log-in', async () => {
    const visitor = site.browse()
    const early = hiddenInputs((await visitor.get('/login')).text)['csrf'] ?? ''
    expect((await post({ csrf: early })).status).toBe(403)
  })

  test('with a repeated token', async () => {
    expect((await post({ csrf: [csrf, csrf] })).status).toBe(403)
  })

  test('with the token in the query instead of the form', async () => {
    expect((await browser.post(`${link}&csrf=${csrf}`).type('form').send({})).status).toBe(403)
  })

  test('with the token in a JSON body', async () => {
    expect((await browser.post(link).send({ csrf })).status).toBe(403)
  })

  test('without the session that the token belongs to', async () => {
    expect((await site.browse().post(link).type('form').send({ csrf })).status).toBe(403)
  })

  test.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'https://photos.example.evil.example' }],
    [{ Origin: 'not an origin' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
    [{ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
  ])('from another site: %j', async (headers) => {
    expect((await post({ csrf }, headers)).status).toBe(403)
  })

  test('above 64 KB', async () => {
    expect((await post({ csrf, more: 'x'.repeat(70_000) })).status).toBe(413)
  })

  test('that is compressed', async () => {
    expect((await post({ csrf }, { 'Content-Encoding': 'gzip' })).status).toBe(415)
  })
})

test('no GET changes anything', async () => {
  await browser.get(`${link}&csrf=${csrf}`)
  await browser.get(`/account/apps/revoke?csrf=${csrf}&app=${app.key}`)
  await browser.get(`/logout?csrf=${csrf}`)
  expect(await consents()).toBe(0)
  expect((await browser.get('/account/apps')).status).toBe(200)
})
