import { hiddenInputs, type Script, submit, unescapeHtml } from '../../support/browser-like.js'
import { loginLink, openSite, type Site } from '../../support/pages.js'

let site: Site
let ada: Script

beforeAll(async () => {
  site = await openSite()
  ada = await site.logIn(await site.addUser('ada'))
})

afterAll(() => site.close())

test('lists consents with titles and dates, and revokes them', async () => {
  const app = await site.addApp({ name: 'Album & Co', website: 'https://album.example/' })
  const other = await site.addApp({ name: 'Other' })
  const answer = await submit(ada, loginLink(app, { perm_doc: 'write' }))
  const frob = new URL(answer.headers['location'] ?? '').searchParams.get('frob') ?? ''
  const held = await site.tokens.exchangeFrob(app, frob)
  site.clock.advance(3 * 24 * 3600 * 1000)
  await submit(ada, loginLink(app, { perm_doc: 'delete' }))
  await submit(ada, loginLink(other, { perm_network: 'read' }))

  const page = await ada.get('/account/apps')
  expect(unescapeHtml(page.text)).toContain('Album & Co')
  expect(page.text).toContain('change and delete what is there')
  expect(page.text).toContain('<time datetime="2023-11-14">')
  expect(page.text).toContain('<time datetime="2023-11-17">')
  expect(page.text.indexOf('Album')).toBeLessThan(page.text.indexOf('Other'))

  const [, path = ''] = /href="(\/account\/apps\/revoke[^"]*)" aria-label="[^"]*Album/.exec(page.text) ?? []
  const question = await ada.get(path)
  expect(unescapeHtml(question.text)).toContain('Revoke the permission of <bdi class="name">Album & Co</bdi>?')
  expect(await site.tokenStore.findByAuthToken(held?.token ?? '')).toBeDefined()
  const revoked = await ada.post('/account/apps/revoke').type('form').send(hiddenInputs(question.text))
  expect(revoked.headers['location']).toBe('/account/apps')
  expect(await site.tokenStore.findByAuthToken(held?.token ?? '')).toBeUndefined()
  const told = unescapeHtml((await ada.get('/account/apps')).text)
  expect(told).toContain('<p class="notice" role="status">Album & Co can no longer act for you.</p>')
  const after = (await ada.get('/account/apps')).text
  expect(after).not.toContain('Album')
  expect(after).toContain('Other')
  expect((await ada.get(loginLink(app, { perm_doc: 'read' }))).status).toBe(200)
})

test('revokes no consent of another user', async () => {
  const app = await site.addApp({ name: 'Third' })
  await submit(ada, loginLink(app))
  const eve = await site.logIn(await site.addUser('eve'))
  const { csrf = '' } = hiddenInputs((await eve.get('/logout')).text)
  const asked = await eve.get(`/account/apps/revoke?app=${app.key}`)
  expect(asked.headers['location']).toBe('/account/apps')
  await eve.post('/account/apps/revoke').type('form').send({ csrf, app: app.key })
  expect((await eve.get('/account/apps')).text).not.toContain('notice')
  expect((await ada.get('/account/apps')).text).toContain('Third')
  expect((await eve.get('/account/apps')).text).toContain('You have not allowed any application')
})

test('only a level that deletes is marked and described as one', async () => {
  const grave = await site.addApp({ name: 'Grave', type: 'desktop' })
  const ask = async (level: Record<string, string>) => {
    const frob = await site.tokens.newFrob(grave)
    return (await ada.get(loginLink(grave, { frob, ...level }))).text
  }
  for (const kind of ['doc', 'blog', 'network', 'post'])
    expect(await ask({ [`perm_${kind}`]: 'delete' })).toMatch(/<svg class="sign".*Includes deleting/)
  for (const kind of ['doc', 'blog', 'network', 'post', 'profile'])
    expect(await ask({ [`perm_${kind}`]: 'write' })).not.toContain('Includes deleting')
})
