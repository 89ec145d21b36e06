import type { Application } from '../../../src/core/ports/app-store.js'
import { type Script, submit } from '../../support/browser-like.js'
import { loginLink, openSite, type Site } from '../../support/pages.js'
import { orders } from '../../support/permission-kinds.js'

let site: Site
let web: Application
let ada: Script
let userId: string
let count = 0

beforeAll(async () => {
  site = await openSite({}, orders)
  web = await site.addApp()
})

beforeEach(async () => {
  const user = await site.addUser(`ada${count++}`)
  userId = user.id
  ada = await site.logIn(user)
})

afterAll(() => site.close())

const english = '<strong lang="fr">Commandes</strong> <span>See, change and cancel what you ordered</span>'
const french = '<strong lang="fr">Commandes</strong> <span lang="fr">Voir ce que vous avez commandé</span>'

/** The grant behind the frob that a callback brings. */
async function exchange(location: string | undefined) {
  const frob = new URL(location ?? '').searchParams.get('frob') ?? ''
  return (await site.tokens.exchangeFrob(web, frob))?.permissions
}

describe('the page', () => {
  test('describes a kind in the language of the link, else of the user, else in English', async () => {
    expect((await ada.get(loginLink(web, { perm_orders: 'read' }))).text).toContain(french)
    const ofLink = (await ada.get(loginLink(web, { perm_orders: 'read', lg: 'en' }))).text
    expect(ofLink).toContain('<strong>Orders</strong> <span>See what you ordered</span>')
    expect((await ada.get(loginLink(web, { perm_orders: 'read', lg: 'de' }))).text).toContain(french)
  })

  test('warns of a level that deletes, and shows a text without a language unchanged', async () => {
    const { text } = await ada.get(loginLink(web, { perm_orders: 'delete' }))
    expect(text).toContain(english)
    expect(text).toContain('Includes deleting')
  })

  test.each([
    ['a level that the kind does not have', { perm_orders: 'write' }],
    ['a kind that nobody declared', { perm_invoices: 'read' }],
  ])('refuses %s', async (_what, fields) => {
    expect((await ada.get(loginLink(web, fields))).status).toBe(400)
  })

  test('lists only declared kinds of a consent', async () => {
    const secrets = { authToken: `1-${count}abc` }
    const permissions = { orders: 'read', invoices: 'delete' } as const
    await site.tokenStore.create({ appId: web.id, userId, permissions, secrets }, 1, 'cli:test')
    const { text } = await ada.get('/account/apps')
    expect(text).toContain(french)
    expect(text).not.toMatch(/invoices|Includes deleting/)
    expect((await ada.get(`/account/apps/revoke?app=${web.key}`)).text).toContain(french)
  })
})

describe('a login link of a web application', () => {
  test('is granted once, and not asked again for the same permissions', async () => {
    const answer = await submit(ada, loginLink(web, { perm_orders: 'delete' }))
    expect(await exchange(answer.headers['location'])).toMatchObject({ orders: 'delete', doc: 'none' })
    const again = await ada.get(loginLink(web, { perm_orders: 'read' }))
    expect(again.status).toBe(302)
    expect(await exchange(again.headers['location'])).toMatchObject({ orders: 'read' })
    expect((await ada.get(loginLink(web, { perm_orders: 'read', perm_doc: 'read' }))).status).toBe(200)
  })

  test('is asked again if the allowed level is not one of the kind', async () => {
    const secrets = { authToken: `1-${count}def` }
    await site.tokenStore.create({ appId: web.id, userId, permissions: { orders: 'write' }, secrets }, 1, 'cli:test')
    expect((await ada.get(loginLink(web, { perm_orders: 'read' }))).status).toBe(200)
  })

  test('keeps the consent for undeclared kinds', async () => {
    const secrets = { authToken: `1-${count}fed` }
    await site.tokenStore.create({ appId: web.id, userId, permissions: { invoices: 'read' }, secrets }, 1, 'cli:test')
    await submit(ada, loginLink(web, { perm_orders: 'read' }))
    expect((await site.tokenStore.consent(web.id, userId))?.permissions).toEqual({ invoices: 'read', orders: 'read' })
  })
})

test('a desktop frob gives the requested level', async () => {
  const desktop = await site.addApp({ type: 'desktop', callback: undefined })
  const frob = await site.tokens.newFrob(desktop)
  expect((await submit(ada, loginLink(desktop, { frob, perm_orders: 'read' }))).status).toBe(200)
  expect((await site.tokens.exchangeFrob(desktop, frob))?.permissions).toMatchObject({ orders: 'read', doc: 'none' })
})

test('OAuth asks for a kind with the request token or in the link, and drops what is no longer declared', async () => {
  const { token } = await site.oauthFlow.request(web, undefined, { orders: 'read', invoices: 'delete' })
  const link = `/apps/oauth/authorize?oauth_token=${token}&perm_doc=read`
  const { text } = await ada.get(link)
  expect(text).toContain(french)
  const { headers } = await submit(ada, link)
  const verifier = new URL(headers['location'] ?? '').searchParams.get('oauth_verifier') ?? ''
  const held = await site.oauthFlow.exchange(web, token, verifier)
  const grant = await site.tokenStore.findByOAuthToken(held.token)
  expect(grant?.permissions).toEqual({ orders: 'read', doc: 'read' })
})
