import type { Application } from '../../../src/core/ports/app-store.js'
import { hiddenInputs, type Script, submit, unescapeHtml } from '../../support/browser-like.js'
import { linkPairs, loginLink, openSite, password, type Site } from '../../support/pages.js'

let site: Site
let web: Application
let desktop: Application
let ada: Script
let count = 0

beforeAll(async () => {
  site = await openSite()
  web = await site.addApp({ callback: 'https://app.example/back?keep=1', website: 'https://app.example/' })
  desktop = await site.addApp({ name: 'Uploader', type: 'desktop' })
})

beforeEach(async () => {
  ada = await site.logIn(await site.addUser(`ada${count++}`))
})

afterAll(() => site.close())

/** The token that the callback's frob gives. */
async function exchange(location: string | undefined, app = web) {
  const frob = new URL(location ?? '').searchParams.get('frob') ?? ''
  return site.tokens.exchangeFrob(app, frob)
}

const allow = (link: string) => submit(ada, link)
const deny = (link: string) => submit(ada, link, { deny: '1' })

describe('a web application', () => {
  test('gets a frob at its callback when the user agrees beside the query that it has', async () => {
    const answer = await allow(loginLink(web, { perm_doc: 'write' }))
    expect(answer.status).toBe(302)
    expect(answer.headers['location']).toMatch(/^https:\/\/app\.example\/back\?keep=1&frob=\d+-[0-9a-f]{32,}$/)
  })

  test('gets a token that holds exactly what its link asked for', async () => {
    await allow(loginLink(web, { perm_doc: 'delete', perm_network: 'write' }))
    const again = await ada.get(loginLink(web, { perm_doc: 'read' }))
    expect((await exchange(again.headers['location']))?.permissions).toEqual({
      doc: 'read',
      blog: 'none',
      profile: 'none',
      network: 'none',
      post: 'none',
    })
  })

  test('is redirected at once if it asks for no more than was allowed', async () => {
    await allow(loginLink(web, { perm_doc: 'write' }))
    const answer = await ada.get(loginLink(web, { perm_doc: 'read' }))
    expect(answer.status).toBe(302)
    expect((await exchange(answer.headers['location']))?.user.username).toBe(`ada${count - 1}`)
  })

  test('needs consent again if it asks for more', async () => {
    await allow(loginLink(web, { perm_doc: 'read' }))
    expect((await ada.get(loginLink(web, { perm_doc: 'write' }))).status).toBe(200)
    expect((await ada.get(loginLink(web, { perm_doc: 'read', perm_blog: 'read' }))).status).toBe(200)
  })

  test('needs consent the first time even if it asks for nothing', async () => {
    expect((await ada.get(loginLink(web))).status).toBe(200)
    const { location } = (await allow(loginLink(web))).headers
    expect((await exchange(location))?.permissions.doc).toBe('none')
    expect((await ada.get(loginLink(web))).status).toBe(302)
  })

  test('gets a denial at its callback, and no frob', async () => {
    const answer = await deny(loginLink(web, { perm_doc: 'read' }))
    expect(answer.headers['location']).toBe('https://app.example/back?keep=1&error=denied')
    expect((await ada.get(loginLink(web, { perm_doc: 'read' }))).status).toBe(200)
  })

  test('that brings a frob is always asked, and sent back with that frob', async () => {
    await allow(loginLink(web, { perm_doc: 'read' }))
    const frob = await site.tokens.newFrob(web)
    const link = loginLink(web, { frob, perm_doc: 'read' })
    expect((await ada.get(link)).status).toBe(200)
    expect(await site.tokens.exchangeFrob(web, frob)).toBeUndefined()
    expect((await allow(link)).headers['location']).toBe(`https://app.example/back?keep=1&frob=${frob}`)
    expect((await site.tokens.exchangeFrob(web, frob))?.permissions.doc).toBe('read')
  })

  test('without a callback is refused', async () => {
    const app = await site.addApp({ callback: undefined })
    expect((await ada.get(loginLink(app))).status).toBe(400)
  })

  test('with an unsafe callback causes no redirect', async () => {
    const app = await site.addApp({ callback: 'javascript:alert(1)' })
    expect((await ada.get(loginLink(app))).status).toBe(400)
  })
})

describe('a desktop application', () => {
  const newLink = async (fields: Record<string, string> = { perm_doc: 'write' }) => {
    const frob = await site.tokens.newFrob(desktop)
    return { frob, link: loginLink(desktop, { frob, ...fields }) }
  }

  test('is authorised by a page without a redirect', async () => {
    const { frob, link } = await newLink()
    const answer = await allow(link)
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('<div class="ok">')
    expect((await site.tokens.exchangeFrob(desktop, frob))?.permissions.doc).toBe('write')
  })

  test('always needs consent, also for what was allowed before', async () => {
    await allow((await newLink()).link)
    const { frob, link } = await newLink()
    expect((await ada.get(link)).text).toContain('name="fa"')
    expect(await site.tokens.exchangeFrob(desktop, frob)).toBeUndefined()
  })

  test('gets nothing after a denial', async () => {
    const { frob, link } = await newLink()
    const answer = await deny(link)
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('<div class="ok">')
    expect(await site.tokens.exchangeFrob(desktop, frob)).toBeUndefined()
  })

  test('without a frob is refused', async () => {
    expect((await ada.get(loginLink(desktop, { perm_doc: 'read' }))).status).toBe(400)
  })

  test.each([
    ['unknown', async () => '1-0123456789abcdef'],
    ['of another application', () => site.tokens.newFrob(web)],
  ])('with a frob that is %s is refused', async (_what, frob) => {
    expect((await ada.get(loginLink(desktop, { frob: await frob() }))).status).toBe(400)
  })

  test('with a frob that was allowed already is refused', async () => {
    const { link } = await newLink()
    await allow(link)
    expect((await ada.get(link)).status).toBe(400)
  })

  test('can be allowed once only, by the first user', async () => {
    const frob = await site.tokens.newFrob(desktop)
    const request = await site.logins.open(linkPairs(desktop, { frob, perm_doc: 'read' }))
    const [first, second] = [await site.addUser(`first${count}`), await site.addUser(`second${count}`)]
    await site.logins.allow(request, first.id)
    await expect(site.logins.allow(request, second.id)).rejects.toMatchObject({ code: 123 })
    expect((await site.tokens.exchangeFrob(desktop, frob))?.user.id).toBe(first.id)
  })

  test('with a frob that expired while the page was open is refused', async () => {
    const { link } = await newLink()
    const page = await ada.get(link)
    site.clock.advance(601_000)
    const answer = await ada.post(link).type('form').send(hiddenInputs(page.text))
    expect(answer.status).toBe(400)
  })
})

describe('a login link', () => {
  const bad: readonly [string, Record<string, string>][] = [
    ['an unknown field', { perm_doc: 'read', title: 'x' }],
    ['a kind that does not exist', { perm_user: 'read' }],
    ['a level that does not exist', { perm_doc: 'admin' }],
    ['a level that the kind does not have', { perm_profile: 'delete' }],
    ['an empty level', { perm_doc: '' }],
    ['a frob of another form', { frob: 'x-y' }],
    ['a language of another form', { lg: 'french' }],
    ['a token of another form', { auth_token: 'mine' }],
    ['an empty token', { auth_token: '' }],
  ]
  test.each(bad)('with %s is refused', async (_what, fields) => {
    expect((await ada.get(loginLink(web, fields))).status).toBe(400)
  })

  test('with a repeated field is refused', async () => {
    const link = loginLink(web, { perm_doc: 'read' })
    expect((await ada.get(`${link}&perm_doc=read`)).status).toBe(400)
  })

  test.each([
    ['web', () => web],
    ['desktop', () => desktop],
  ])('may carry the token that a %s application holds, which grants nothing', async (type, application) => {
    const app = application()
    const frob = await site.tokens.newFrob(app)
    const fields = type === 'desktop' ? { perm_doc: 'read', frob } : { perm_doc: 'read' }
    const link = loginLink(app, { ...fields, auth_token: '1-abc' })
    expect((await ada.get(link.replace('1-abc', '1-abd'))).status).toBe(400)
    expect((await ada.get(`${loginLink(app, fields)}&auth_token=1-abc`)).status).toBe(400)
    const { location = '' } = (await allow(link)).headers
    const granted = type === 'desktop' ? await site.tokens.exchangeFrob(app, frob) : await exchange(location)
    expect(granted?.permissions).toEqual({ doc: 'read', blog: 'none', post: 'none', network: 'none', profile: 'none' })
  })

  test('that carries the secret is refused with what to leave out, and the secret is nowhere shown or logged', async () => {
    const { status, text } = await ada.get(loginLink(web, { api_secret: web.secret, perm_doc: 'read' }))
    expect([status, unescapeHtml(text)]).toEqual([
      400,
      expect.stringMatching(/Leave the parameter "api_secret" out .* must never be sent/),
    ])
    expect(text + site.log()).not.toContain(web.secret)
  })

  test('with an unknown field is refused with those that it takes', async () => {
    const { text } = await ada.get(loginLink(web, { title: 'x', perm_doc: 'read' }))
    expect(unescapeHtml(text)).toMatch(/Leave the parameter "title" out .* takes only api_key, .*perm_doc/)
  })

  test.each([
    ['another secret', () => new URLSearchParams(pairs({ perm_doc: 'read' }, 'f'.repeat(32)))],
    ['a level that was raised', () => new URLSearchParams(pairs({ perm_doc: 'read' }).map(raised))],
    ['no signature', () => new URLSearchParams({ api_key: web.key, perm_doc: 'read' })],
    ['no key', () => new URLSearchParams(pairs({ perm_doc: 'read' }).filter(([name]) => name !== 'api_key'))],
    ['the signature of a call', () => new URLSearchParams({ api_key: web.key, api_sig: '0'.repeat(32) })],
  ])('with %s is refused', async (_what, query) => {
    expect((await ada.get(`/apps/authorize?${query()}`)).status).toBe(400)
  })

  const pairs = (fields: Record<string, string>, secret?: string) =>
    linkPairs(web, fields, secret).map(([name, value]): [string, string] => [name, value])
  const raised = ([name, value]: [string, string]): [string, string] => [name, name === 'perm_doc' ? 'delete' : value]

  test('that is invalid is refused on POST as well', async () => {
    const page = await ada.get(loginLink(web, { perm_doc: 'read' }))
    const link = `/apps/authorize?api_key=${web.key}&perm_doc=delete&api_sig=${'0'.repeat(32)}`
    expect((await ada.post(link).type('form').send(hiddenInputs(page.text))).status).toBe(400)
  })

  test('with a broken percent sign is refused', async () => {
    expect((await ada.get('/apps/authorize?api_key=%zz')).status).toBe(400)
  })

  test('of a disabled application is refused', async () => {
    const app = await site.addApp()
    await site.apps.change(app.key, { disabled: true }, 'cli:test')
    expect((await ada.get(loginLink(app))).status).toBe(400)
  })

  test('of an application without legacy signatures is refused', async () => {
    const app = await site.addApp()
    await site.apps.change(app.key, { legacySignatures: false }, 'cli:test')
    expect((await ada.get(loginLink(app))).status).toBe(400)
  })

  test('redirects a user without a session to the log-in and back', async () => {
    const user = await site.addUser(`visitor${count}`)
    const browser = site.browse()
    const link = loginLink(web, { perm_doc: 'read' })
    const first = await browser.get(link)
    expect(first.status).toBe(302)
    expect(first.headers['location']).toBe(`/login?next=${encodeURIComponent(link)}`)
    const second = await submit(browser, first.headers['location'] ?? '', { username: user.username, password })
    expect(second.status).toBe(302)
    expect(second.headers['location']).toBe(link)
    expect((await browser.get(link)).text).toContain('name="fa"')
  })

  test('is not allowed by a session that ended while the page was open', async () => {
    const user = await site.addUser(`leaver${count}`)
    const browser = await site.logIn(user)
    const link = loginLink(web, { perm_doc: 'read' })
    const page = await browser.get(link)
    await site.accounts.suspend(user.id, 'cli:test')
    const answer = await browser.post(link).type('form').send(hiddenInputs(page.text))
    expect(answer.status).toBe(403)
    expect(await site.consents.list(user.id)).toEqual([])
  })
})

describe('the consent page', () => {
  test('shows application, permissions and destination', async () => {
    const app = await site.addApp({
      name: 'Album <b>Maker</b>',
      website: 'https://album.example/about',
      text: { subtitle: 'Prints', description: 'Prints your albums' },
    })
    await site.apps.change(
      app.key,
      { text: { lg: 'fr', subtitle: 'Tirages', description: 'Imprime vos albums' } },
      'cli:test',
    )
    const { text } = await ada.get(loginLink(app, { perm_doc: 'delete', perm_network: 'read' }))
    expect(unescapeHtml(text)).toContain('Album <b>Maker</b>')
    expect(text).not.toContain('<b>Maker')
    expect(text).toContain('Imprime vos albums')
    expect(text).toContain('Ada L.')
    expect(text).toMatch(/<a href="https:\/\/album\.example\/about" rel="noopener/)
    expect(text).toMatch(/Photos, videos and documents<\/strong> <span>See all of them.*delete/)
    expect(text).toContain('See who they are')
    expect(text).toContain('<strong>app.example</strong>')
  })

  test('uses the language of the link, else of the user, else any', async () => {
    const app = await site.addApp({ text: { subtitle: '', description: 'Prints your albums' } })
    expect((await ada.get(loginLink(app))).text).toContain('Prints your albums')
    await site.apps.change(app.key, { text: { lg: 'fr', subtitle: '', description: 'Imprime vos albums' } }, 'cli:test')
    await site.apps.change(app.key, { text: { lg: 'de', subtitle: '', description: 'Druckt deine Alben' } }, 'cli:test')
    expect((await ada.get(loginLink(app))).text).toContain('Imprime vos albums')
    expect((await ada.get(loginLink(app, { lg: 'de' }))).text).toContain('Druckt deine Alben')
    expect((await ada.get(loginLink(app, { lg: 'it' }))).text).toContain('Imprime vos albums')
  })

  test('omits a website that is not http or https', async () => {
    const app = await site.addApp({ website: 'javascript:alert(1)' })
    expect((await ada.get(loginLink(app))).text).not.toContain('javascript:')
  })

  test.each([
    ['https://cb.example:8443/back', 'https://cb.example:8443'],
    ['http://[::1]:9000/back', 'http:'],
    ['org.example.app:/back', 'org.example.app:'],
  ])('lets its form end at %s', async (callback, source) => {
    const app = await site.addApp({ callback })
    const { headers } = await ada.get(loginLink(app))
    expect(headers['content-security-policy']).toContain(`form-action 'self' ${source};`)
  })

  test('needs nothing but its form, its verb and its hidden inputs to allow', async () => {
    const link = loginLink(web, { perm_doc: 'read' })
    const { text } = await ada.get(link)
    expect(text).toContain('<form name="fa" method="post">')
    expect(text).toContain('<button type="submit" name="deny" value="1"')
    expect((await ada.post(link).type('form').send(hiddenInputs(text))).status).toBe(302)
  })
})
