import type { Response } from 'supertest'
import { hiddenInputs, submit } from '../../support/browser-like.js'
import { loginLink, openSite, password, type Site } from '../../support/pages.js'

let site: Site

beforeEach(async () => {
  site = await openSite()
})

afterEach(() => site.close())

const cookieOf = (answer: Response) => String(answer.headers['set-cookie'] ?? '')
const cookieValue = (answer: Response) => /babelgate=([0-9a-f]*)/.exec(cookieOf(answer))?.[1] ?? ''

describe('logging in', () => {
  test('redirects to the page in `next`', async () => {
    await site.addUser('ada')
    const answer = await submit(site.browse(), '/login?next=%2Faccount%2Fapps', { username: 'Ada', password })
    expect(answer.status).toBe(302)
    expect(answer.headers['location']).toBe('/account/apps')
  })

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'never leads to %s',
    async (next) => {
      await site.addUser('ada')
      const browser = site.browse()
      const inQuery = await submit(browser, `/login?next=${encodeURIComponent(next)}`, { username: 'ada', password })
      expect(inQuery.headers['location']).toBe('/')
      await submit(browser, '/logout')
      const inForm = await submit(browser, '/login', { username: 'ada', password, next })
      expect(inForm.headers['location']).toBe('/')
    },
  )

  test('starts a session of 30 days with a new cookie value and ends the old one, against session fixation', async () => {
    const user = await site.addUser('ada')
    const browser = site.browse()
    const page = await browser.get('/login')
    const planted = cookieValue(page)
    expect(planted).toMatch(/^[0-9a-f]{64}$/)
    const fields = { ...hiddenInputs(page.text), username: 'ada', password }
    const answer = await browser.post('/login').type('form').send(fields)
    expect(cookieValue(answer)).toMatch(/^[0-9a-f]{64}$/)
    expect(cookieValue(answer)).not.toBe(planted)
    expect(cookieOf(answer)).toContain('Max-Age=2592000')
    expect(await site.accounts.sessions.find(planted)).toBeUndefined()
    expect((await site.accounts.sessions.find(cookieValue(answer)))?.user?.id).toBe(user.id)
  })

  test('ends the session that the browser had before', async () => {
    await site.addUser('bob')
    const browser = await site.logIn(await site.addUser('ada'))
    const form = hiddenInputs((await browser.get('/logout')).text)
    const answer = await browser
      .post('/login')
      .type('form')
      .send({ ...form, username: 'bob', password })
    expect(answer.status).toBe(302)
    expect((await browser.get('/')).text).toContain('<span class="me">bob</span>')
  })

  test('sets the cookie HttpOnly and SameSite, and over TLS Secure', async () => {
    const plain = cookieOf(await site.browse().get('/login'))
    expect(plain).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
    site.client.secure = true
    expect(cookieOf(await site.browse().get('/login'))).toMatch(/; HttpOnly; Secure; SameSite=Lax$/)
  })

  test('shows the same page for a wrong password and for an unknown name, and keeps the name', async () => {
    await site.addUser('ada')
    const page = async (username: string) => {
      const answer = await submit(site.browse(), '/login', { username, password: 'wrong' })
      expect(answer.status).toBe(403)
      expect(answer.text).toContain(`value="${username}"`)
      expect(answer.text).toContain('aria-describedby="problem"')
      return answer.text.replace(/[0-9a-f]{64}/, '').replaceAll(username, '')
    }
    expect(await page('ada')).toBe(await page('nobody'))
  })

  test('answers 429 with Retry-After after too many failures', async () => {
    await site.addUser('ada')
    const browser = site.browse()
    for (let i = 0; i < 5; i++) await submit(browser, '/login', { username: 'ada', password: 'wrong' })
    const answer = await submit(browser, '/login', { username: 'ada', password })
    expect(answer.status).toBe(429)
    expect(answer.headers['retry-after']).toBe('2')
    expect(answer.text).toContain('Try again in 2 seconds')
    site.clock.advance(2000)
    expect((await submit(browser, '/login', { username: 'ada', password })).status).toBe(302)
  })

  test('counts failures by the client address behind trusted proxies', async () => {
    await site.addUser('ada')
    const browser = site.browse()
    for (let i = 0; i < 5; i++) await submit(browser, '/login', { username: `name${i}`, password: 'wrong' })
    expect((await submit(browser, '/login', { username: 'ada', password })).status).toBe(429)
    site.client.address = '198.51.100.9'
    expect((await submit(browser, '/login', { username: 'ada', password })).status).toBe(302)
  })

  test('allows its form to end at the callback of the login link, and nowhere else', async () => {
    const app = await site.addApp()
    const policy = async (next: string) =>
      String((await site.browse().get(`/login?next=${encodeURIComponent(next)}`)).headers['content-security-policy'])
    expect(await policy(loginLink(app))).toContain("form-action 'self' https://app.example;")
    expect(await policy(`${loginLink(app)}0`)).toContain("form-action 'self';")
    expect(await policy('/account/apps')).toContain("form-action 'self';")
  })
})

describe('logging out', () => {
  test('ends the session, by POST only', async () => {
    const user = await site.addUser('ada')
    const browser = site.browse()
    const cookie = cookieValue(await submit(browser, '/login', { username: user.username, password }))
    await browser.get('/logout')
    expect((await site.accounts.sessions.find(cookie))?.user?.id).toBe(user.id)
    const answer = await submit(browser, '/logout')
    expect(answer.headers['location']).toBe('/')
    expect(await site.accounts.sessions.find(cookie)).toBeUndefined()
    expect((await browser.get('/account/apps')).headers['location']).toBe('/login?next=%2Faccount%2Fapps')
  })
})

describe('signing up', () => {
  const form = { username: 'grace', realname: 'Grace H.', password }

  test('opens an account, logs it in, and redirects to `next`', async () => {
    const browser = site.browse()
    const page = await browser.get('/signup?next=%2Faccount%2Fapps')
    const answer = await browser
      .post('/signup')
      .set('Accept-Language', 'eo-XX, en;q=0.5')
      .type('form')
      .send({ ...hiddenInputs(page.text), ...form })
    expect(answer.headers['location']).toBe('/account/apps')
    expect(await site.users.findByUsername('grace')).toMatchObject({ realname: 'Grace H.', lg: 'eo' })
    expect((await browser.get('/')).text).toContain('<span class="me">grace</span>')
  })

  test('shows each problem at its field, keeps the entered values, and never shows the password', async () => {
    const fields = { ...form, username: 'a b', password: 'sh"ort' }
    const answer = await submit(site.browse(), '/signup', fields)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('<p class="problem" id="username-problem">Choose a name of 3 to 32')
    expect(answer.text).toMatch(/<input id="username"[^>]*value="a b"[^>]*aria-describedby="username-problem"/)
    expect(answer.text).toMatch(/<input id="password"[^>]*aria-describedby="password-problem"/)
    expect(answer.text).toContain('value="Grace H."')
    expect(answer.text).not.toContain('sh&quot;ort')
  })

  test('is refused where the operator opens accounts', async () => {
    const closed = await openSite({ SIGNUP: 'closed' })
    const browser = closed.browse()
    const page = await browser.get('/signup')
    expect(page.status).toBe(403)
    expect(page.text).toContain('babelgate user create')
    const csrf = hiddenInputs((await browser.get('/login')).text)
    expect(
      (
        await browser
          .post('/signup')
          .type('form')
          .send({ ...csrf, ...form })
      ).status,
    ).toBe(403)
    expect(await closed.users.findByUsername('grace')).toBeUndefined()
    expect((await browser.get('/')).text).not.toContain('/signup')
    expect((await browser.get('/login')).text).not.toContain('/signup')
    await closed.close()
  })
})
