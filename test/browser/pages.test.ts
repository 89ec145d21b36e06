import type { Server } from 'node:http'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { noPermissions } from '../../src/core/permissions.js'
import type { Application } from '../../src/core/ports/app-store.js'
import { launchChromium, serve, stop } from '../support/browser.js'
import { loginLink, openSite, password, type Site } from '../support/pages.js'

let site: Site
let chromium: Browser
let context: BrowserContext
let page: Page
/** The web application: another origin, whose page says what address it was called at. */
let application: { url: string; server: Server }
let web: Application
let desktop: Application

beforeAll(async () => {
  site = await openSite()
  application = await serve((req, res) => {
    res.setHeader('Content-Type', 'text/html')
    res.end(`<title>application</title><p>${req.url}</p>`)
  })
  web = await site.addApp({ callback: `${application.url}/back`, website: application.url })
  desktop = await site.addApp({ name: 'Uploader', type: 'desktop' })
  chromium = await launchChromium()
})

beforeEach(async () => {
  context = await chromium.newContext()
  page = await context.newPage()
})

afterEach(() => context.close())

afterAll(async () => {
  await chromium.close()
  await stop(application.server)
  await site.close()
})

const open = (path: string) => page.goto(site.url + path)
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

async function signUp(username: string): Promise<void> {
  await open('/signup')
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(password)
  await press('Open the account')
}

async function logIn(username: string): Promise<void> {
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(password)
  await press('Log in')
}

async function logOut(): Promise<void> {
  await open('/logout')
  await press('Log out')
}

test('a visitor signs up, allows a web application, and takes it back', async () => {
  await signUp('grace')
  await expectLoggedIn('grace')
  await open(loginLink(web, { perm_doc: 'write' }))
  await press('Allow')
  expect(page.url()).toMatch(new RegExp(`^${application.url}/back\\?frob=\\d+-[0-9a-f]{32}$`))
  const frob = new URL(page.url()).searchParams.get('frob') ?? ''
  expect((await site.tokens.exchangeFrob(web, frob))?.user.username).toBe('grace')

  await open('/account/apps')
  expect(await page.getByRole('heading', { name: web.name }).count()).toBe(1)
  await page.getByRole('link', { name: `Revoke the permission of ${web.name}` }).click()
  await press('Revoke')
  await page.getByText(`${web.name} can no longer act for you`).waitFor()
  expect(await page.getByText('You have not allowed any application').count()).toBe(1)
})

test('the form ends at another origin, also when the log-in goes straight on to it', async () => {
  await signUp('edsger')
  await open(loginLink(web, { perm_doc: 'read' }))
  await press('Allow')
  await logOut()
  await open(loginLink(web, { perm_doc: 'read' }))
  expect(page.url()).toContain('/login?next=')
  await logIn('edsger')
  expect(page.url()).toContain(`${application.url}/back?frob=`)
})

test('a denial reaches the application', async () => {
  await signUp('barbara')
  await open(loginLink(web, { perm_doc: 'read' }))
  await press('Deny')
  expect(page.url()).toBe(`${application.url}/back?error=denied`)
})

test('the Enter key in the form allows, since Allow comes first', async () => {
  await signUp('donald')
  await open(loginLink(web, { perm_doc: 'read' }))
  await page.getByRole('button', { name: 'Allow' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/[?&](?:frob|error)=/)
  expect(page.url()).toContain(`${application.url}/back?frob=`)
})

test('a desktop application is allowed on the page', async () => {
  await signUp('niklaus')
  const frob = await site.tokens.newFrob(desktop)
  await open(loginLink(desktop, { frob, perm_doc: 'delete' }))
  await press('Allow')
  expect(await page.locator('div.ok').count()).toBe(1)
  expect((await site.tokens.exchangeFrob(desktop, frob))?.permissions.doc).toBe('delete')
})

test('a request token leads over the log-in back to the application', async () => {
  const user = await site.addUser('adele')
  const { token } = await site.oauthFlow.request(web, `${application.url}/back?from=oauth`, noPermissions)
  await open(`/apps/oauth/authorize?oauth_token=${token}&perm_doc=read`)
  await logIn('adele')
  await press('Allow')
  expect(page.url()).toContain(`${application.url}/back?from=oauth&oauth_token=${token}&oauth_verifier=`)
  const verifier = new URL(page.url()).searchParams.get('oauth_verifier') ?? ''
  const held = await site.oauthFlow.exchange(web, token, verifier)
  expect(await site.tokenStore.findByOAuthToken(held.token)).toMatchObject({ user: { id: user.id } })
})

test('a verifier to type is chosen whole by one click, and fits a narrow screen', async () => {
  const { token } = await site.oauthFlow.request(desktop, 'oob', noPermissions)
  await signUp('dorothy')
  await page.setViewportSize({ width: 320, height: 640 })
  await open(`/apps/oauth/authorize?oauth_token=${token}`)
  await page.getByRole('button', { name: 'Allow' }).press('Enter')
  const shown = page.locator('.verifier')
  await shown.click()
  const verifier = String(await page.evaluate('getSelection().toString()')).trim()
  expect(verifier).toBe(await shown.textContent())
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
  await expect(site.oauthFlow.exchange(desktop, token, verifier)).resolves.toBeDefined()
})

test('an application in a window of its own can still reach its opener', async () => {
  await signUp('radia')
  await page.goto(application.url)
  const link = site.url + loginLink(web, { perm_doc: 'read' })
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.evaluate(`void open(${JSON.stringify(link)})`)])
  await popup.getByRole('button', { name: 'Allow' }).click()
  await popup.waitForURL(/frob=/)
  expect(await popup.evaluate('window.opener !== null')).toBe(true)
})

test('no text of an application or a user runs as a script', async () => {
  const payload = `"><img src=x onerror="window.ran=1"><script>window.ran=1</script>'-->{{7*7}}<%= 7*7 %>`
  const app = await site.addApp({
    name: payload,
    callback: `${application.url}/back`,
    website: 'javascript:window.ran=1',
    text: { subtitle: payload, description: payload },
  })
  const violations: string[] = []
  page.on('console', (message) => violations.push(message.text()))
  await signUp('tony')
  await open(loginLink(app, { perm_doc: 'read' }))
  expect(await page.getByText(payload).count()).toBeGreaterThan(0)
  expect(await page.locator('img, script').count()).toBe(0)
  expect(await page.evaluate('"ran" in window')).toBe(false)
  await press('Allow')
  await open('/account/apps')
  expect(await page.locator('img, script').count()).toBe(0)
  expect(await page.evaluate('"ran" in window')).toBe(false)
  await logOut()
  await open(`/login?next=${encodeURIComponent(`/${payload}`)}`)
  await page.getByLabel('User name').fill(payload)
  await page.getByLabel('Password').fill('wrong')
  await press('Log in')
  expect(await page.getByLabel('User name').inputValue()).toBe(payload)
  expect(await page.locator('img, script').count()).toBe(0)
  expect(violations.filter((text) => text.includes('Content Security Policy'))).toEqual([])
})

async function expectLoggedIn(username: string): Promise<void> {
  expect(await page.locator('header').textContent()).toContain(username)
}
