import { noPermissions } from '../../../src/core/permissions.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { hiddenInputs, type Script, submit } from '../../support/browser-like.js'
import { openSite, password, type Site } from '../../support/pages.js'

const callback = 'https://app.example/back'
const path = '/apps/oauth/authorize'

let site: Site
let web: Application
let desktop: Application
let user: User
let ada: Script
let count = 0

beforeAll(async () => {
  site = await openSite()
  web = await site.addApp({ callback, text: { subtitle: 'An album', description: 'For holidays' } })
  desktop = await site.addApp({ name: 'Up & <loader>', type: 'desktop', callback: undefined })
})

beforeEach(async () => {
  user = await site.addUser(`ada${count++}`)
  ada = await site.logIn(user)
})

afterAll(() => site.close())

/** A request token, and the link that an application sends its user to. */
async function newLink(app: Application, fields: Readonly<Record<string, string>> = { perm_doc: 'write' }) {
  const { token } = await site.oauthFlow.request(app, undefined, noPermissions)
  return { token, link: `${path}?${new URLSearchParams({ oauth_token: token, ...fields })}` }
}

const verifierIn = (location: string | undefined) => new URL(location ?? '').searchParams.get('oauth_verifier') ?? ''

/** The grant behind a request token that a user has agreed to. */
async function exchange(app: Application, token: string, verifier: string) {
  const held = await site.oauthFlow.exchange(app, token, verifier)
  return { ...held, grant: await site.tokenStore.findByOAuthToken(held.token) }
}

describe('the page', () => {
  test('shows application, permissions and destination', async () => {
    const { link } = await newLink(web, { perm_doc: 'delete', perm_network: 'read' })
    const page = await ada.get(link)
    expect(page.status).toBe(200)
    for (const text of ['Holiday Album', 'An album', 'For holidays', 'delete what is there', 'See who they are']) {
      expect(page.text).toContain(text)
    }
    expect(page.text).toContain('<strong>app.example</strong>')
    expect(page.text).toContain(`<strong>${user.username}</strong>`)
    expect(page.headers['content-security-policy']).toContain("form-action 'self' https://app.example;")
    expect(page.headers['cache-control']).toBe('no-store')
  })

  test('has no other form target for an application without a callback', async () => {
    const page = await ada.get((await newLink(desktop)).link)
    expect(page.headers['content-security-policy']).toContain("form-action 'self';")
  })

  test('asks also if the user has consented before', async () => {
    expect((await submit(ada, (await newLink(web)).link)).status).toBe(302)
    expect((await ada.get((await newLink(web)).link)).status).toBe(200)
  })

  test('changes nothing on GET', async () => {
    const { token, link } = await newLink(web)
    await ada.get(link)
    await ada.head(link)
    await expect(site.oauthFlow.exchange(web, token, 'any')).rejects.toMatchObject({ problem: 'permission_unknown' })
  })
})

describe('a user who agrees', () => {
  test('is redirected to the callback with a verifier', async () => {
    const { token, link } = await newLink(web)
    const answer = await submit(ada, link)
    expect(answer.status).toBe(302)
    const { location } = answer.headers
    expect(location).toMatch(new RegExp(`^${callback}\\?oauth_token=${token}&oauth_verifier=[0-9a-f]{32}$`))
    const { grant } = await exchange(web, token, verifierIn(location))
    expect(grant).toMatchObject({ user: { id: user.id }, permissions: { ...noPermissions, doc: 'write' } })
  })

  test('sees the verifier if there is no callback', async () => {
    const { token, link } = await newLink(desktop)
    const answer = await submit(ada, link)
    expect(answer.status).toBe(200)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.text).toContain('Up &amp; &lt;loader&gt;')
    const [, verifier = ''] = /<p class="verifier"[^>]*>([^<]+)<\/p>/.exec(answer.text) ?? []
    const { grant } = await exchange(desktop, token, verifier.toLowerCase())
    expect(grant).toMatchObject({ user: { id: user.id } })
  })

  test('sees the application afterwards, and can revoke its token', async () => {
    const { token, link } = await newLink(web)
    const { location } = (await submit(ada, link)).headers
    const held = await exchange(web, token, verifierIn(location))
    expect(held.grant).toBeDefined()
    const page = await ada.get('/account/apps')
    expect(page.text).toContain(web.name)
    const question = await ada.get(`/account/apps/revoke?app=${web.key}`)
    await ada.post('/account/apps/revoke').type('form').send(hiddenInputs(question.text))
    expect(await site.tokenStore.findByOAuthToken(held.token)).toBeUndefined()
    expect(await site.tokenStore.findByAuthToken(held.token)).toBeUndefined()
  })
})

describe('a user who denies', () => {
  test('is redirected to the callback with a denial', async () => {
    const { token, link } = await newLink(web)
    const answer = await submit(ada, link, { deny: '1' })
    expect(answer.headers['location']).toBe(`${callback}?oauth_token=${token}&oauth_problem=user_refused`)
    expect((await ada.get(link)).status).toBe(400)
    expect((await ada.get('/account/apps')).text).not.toContain(web.name)
  })

  test('sees the denial if there is no callback', async () => {
    const { link } = await newLink(desktop)
    const answer = await submit(ada, link, { deny: '1' })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('Nothing was allowed')
    expect(answer.text).not.toContain('class="verifier"')
  })
})

describe('the user who agrees', () => {
  test('logs in first, and comes back', async () => {
    const browser = site.browse()
    const { link } = await newLink(web)
    const first = await browser.get(link)
    expect(first.headers['location']).toBe(`/login?next=${encodeURIComponent(link)}`)
    const logIn = await browser.get(first.headers['location'] ?? '')
    expect(logIn.headers['content-security-policy']).toContain("form-action 'self';")
    const fields = { ...hiddenInputs(logIn.text), username: user.username, password }
    const welcome = await browser.post('/login').type('form').send(fields)
    expect(welcome.headers['location']).toBe(link)
    expect((await submit(browser, link)).status).toBe(302)
  })

  test('is the one logged in when the form is posted, not when the page was shown', async () => {
    const { token, link } = await newLink(web)
    const shown = hiddenInputs((await ada.get(link)).text)
    await submit(ada, '/logout')
    const eve = await site.addUser(`eve${count++}`)
    await submit(ada, '/login', { username: eve.username, password })
    expect((await ada.post(link).type('form').send(shown)).status).toBe(403)
    await expect(site.oauthFlow.exchange(web, token, 'any')).rejects.toMatchObject({ problem: 'permission_unknown' })

    const { location } = (await submit(ada, link)).headers
    expect((await exchange(web, token, verifierIn(location))).grant).toMatchObject({ user: { id: eve.id } })
  })

  test('must be logged in still', async () => {
    const { token, link } = await newLink(web)
    const shown = hiddenInputs((await ada.get(link)).text)
    await site.users.setState(user.id, 'suspended', 'cli:test')
    const answer = await ada.post(link).type('form').send(shown)
    expect(answer.headers['location'] ?? '').not.toContain('oauth_verifier')
    await expect(site.oauthFlow.exchange(web, token, 'any')).rejects.toMatchObject({ problem: 'permission_unknown' })
  })

  test.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another origin', { Origin: 'https://evil.example' }],
  ])('is nobody where the form was sent from %s', async (_what, headers) => {
    const { link } = await newLink(web)
    const shown = hiddenInputs((await ada.get(link)).text)
    expect((await ada.post(link).set(headers).type('form').send(shown)).status).toBe(403)
    expect(
      (
        await ada
          .post(link)
          .type('form')
          .send({ ...shown, csrf: '0'.repeat(64) })
      ).status,
    ).toBe(403)
    expect((await ada.get(link)).status).toBe(200)
  })
})

describe('an invalid link', () => {
  const refused = async (link: string, text: RegExp) => {
    const page = await ada.get(link)
    expect(page.status).toBe(400)
    expect(page.text).toMatch(text)
    expect(page.text).toContain('Start again from the application')
    expect(
      (
        await ada
          .post(link)
          .type('form')
          .send(hiddenInputs((await ada.get('/logout')).text))
      ).status,
    ).toBe(400)
  }

  test('has no request token, or an unknown one', async () => {
    await refused(path, /oauth_token/)
    await refused(`${path}?oauth_token=1-abcdef`, /unknown, used or too old/)
  })

  test('has an expired request token', async () => {
    const { link } = await newLink(web)
    site.clock.advance(600_000)
    await refused(link, /unknown, used or too old/)
  })

  test('has a request token that was answered before', async () => {
    const { token, link } = await newLink(web)
    const { location } = (await submit(ada, link)).headers
    await refused(link, /allowed already/)
    await exchange(web, token, verifierIn(location))
    await refused(link, /unknown, used or too old/)
  })

  test('changes the callback', async () => {
    const { token } = await newLink(web)
    await refused(`${path}?oauth_token=${token}&oauth_callback=https%3A%2F%2Fevil.example%2F`, /leads elsewhere/)
    const same = `${path}?oauth_token=${token}&oauth_callback=${encodeURIComponent(callback)}`
    expect((await ada.get(same)).status).toBe(200)
  })

  test('asks for an unknown level', async () => {
    await refused(
      (await newLink(web, { perm_doc: 'everything' })).link,
      /perm_doc takes one of none, read, write, delete/,
    )
  })
})

test('no log line holds a request token or a verifier', async () => {
  const { token, link } = await newLink(web)
  const { location } = (await submit(ada, link)).headers
  expect(site.log()).toContain(path)
  expect(site.log()).not.toContain(token)
  expect(site.log()).not.toContain(verifierIn(location))
})
