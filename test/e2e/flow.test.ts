import type { Server } from 'node:http'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { call, callText, codeOf, type Identity, loginLink } from '../support/api-client.js'
import { launchChromium, serve, stop } from '../support/browser.js'
import { type Installation, installations, type ServerProcess, until } from '../support/process.js'
import { createVisitor } from '../support/visitor.js'

const password = 'signed up in a browser'
const asked = { perm_doc: 'delete', perm_network: 'read' }

let chromium: Browser
let site: { url: string; server: Server }
beforeAll(async () => {
  chromium = await launchChromium()
  site = await serve((req, res) => res.setHeader('Content-Type', 'text/html').end(`<title>site</title>${req.url}`))
})
afterAll(async () => {
  await chromium.close()
  await stop(site.server)
})

/** A photo with the date that a camera writes. */
function photo(): Promise<Buffer> {
  return sharp({ create: { width: 1200, height: 800, channels: 3, background: 'teal' } })
    .withExif({ IFD2: { DateTimeOriginal: '2009:08:07 06:05:04' } })
    .jpeg()
    .toBuffer()
}

describe.each(installations)('the whole flow on %s', (_kind, create) => {
  let place: Installation
  let server: ServerProcess
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    place = await create()
    place.keepSecret(password)
    await place.json('user', 'create', '--username', 'developer', '--password', 'a long password')
    server = await place.serve()
  })
  beforeEach(async () => {
    context = await chromium.newContext()
    page = await context.newPage()
  })
  afterEach(() => context.close())
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
    await place.remove()
  })

  const register = (name: string, ...more: string[]): Promise<Identity> =>
    place.json('app', 'create', '--name', name, '--owner', 'developer', ...more)
  const registerWeb = (name: string) => register(name, '--type', 'web', '--callback', `${site.url}/back`)
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

  async function signUp(username: string): Promise<void> {
    await page.goto(`${server.url}/signup`)
    await page.getByLabel('User name').fill(username)
    await page.getByLabel('Password').fill(password)
    await press('Open the account')
  }

  /** Exchanges the frob, once. */
  async function exchange(app: Identity, frob: string): Promise<Required<Identity>> {
    const answer = await call(server.url, app, 'auth.getToken', { params: { frob } })
    expect(answer).toMatchObject({
      api: { status: 'ok' },
      auth: { permissions: { doc: 'delete', network: 'read', blog: 'none' }, user: { realname: '' } },
    })
    place.keepSecret(frob, answer.auth.token)
    expect(await codeOf(server.url, app, 'auth.getToken', { params: { frob } })).toBe(2)
    return { ...app, auth_token: answer.auth.token }
  }

  /** Uploads a photo, tags it and reads it back in all formats. */
  async function useTheApi(who: Identity): Promise<void> {
    const original = await photo()
    const params = { title: 'Sea & sky', is_public: '0' }
    const file = new Blob([new Uint8Array(original)], { type: 'image/jpeg' })
    const { ticket } = await call(server.url, who, 'upload.file', { params, file })
    let id = ''
    await until(async () => {
      const { tickets } = await call(server.url, who, 'upload.checkTickets', { params: { tickets: ticket } })
      id = tickets.ticket[0].doc_id ?? ''
      return tickets.done === '1'
    })
    expect(await codeOf(server.url, who, 'doc.tags.add', { params: { doc_id: id, keywords: 'sea,"blue sky"' } })).toBe(
      0,
    )

    const read = { params: { doc_id: id, extra: 'tags,original,md5' } }
    const { doc } = await call(server.url, who, 'doc.get', read)
    expect(doc).toMatchObject({ doc_id: id, title: 'Sea & sky', dates: { created: '2009-08-07 06:05:04' } })
    expect(doc.tags.tag.map(({ tag }: { tag: string }) => tag)).toEqual(['sea', 'blue sky'])
    const xml = await callText(server.url, who, 'doc.get', { ...read, format: 'xml' })
    expect(xml).toMatch(/^<\?xml .*<api status="ok".*<doc .*title="Sea &amp; sky"/s)
    const php = await callText(server.url, who, 'doc.get', { ...read, format: 'php' })
    expect(php).toContain('s:5:"title";s:9:"Sea & sky";')

    const fetched = await fetch(doc.original.url)
    expect(fetched.headers.get('content-type')).toBe('image/jpeg')
    expect(Buffer.from(await fetched.arrayBuffer()).equals(original)).toBe(true)
    for (const { url, w, h } of doc.thumbs.thumb) {
      const thumb = await sharp(await (await fetch(url)).arrayBuffer()).metadata()
      expect({ url, w: String(thumb.width), h: String(thumb.height) }).toEqual({ url, w, h })
    }
    expect(doc.thumbs.thumb.length).toBeGreaterThan(2)
  }

  async function revoke(name: string): Promise<void> {
    await page.goto(`${server.url}/account/apps`)
    await page.getByRole('link', { name: `Revoke the permission of ${name}`, exact: true }).click()
    await press('Revoke')
    await page.getByText('You have not allowed any application').waitFor()
  }

  test('of a web application, in Chromium', async () => {
    const app = await registerWeb('Holiday Album')
    await signUp('grace')
    await page.goto(server.url + loginLink(app, asked))
    await press('Allow')
    await page.waitForURL(/frob=/)
    expect(page.url()).toMatch(new RegExp(`^${site.url}/back\\?frob=`))
    const who = await exchange(app, new URL(page.url()).searchParams.get('frob') ?? '')
    await useTheApi(who)
    await revoke('Holiday Album')
    expect(await codeOf(server.url, who, 'auth.checkToken')).toBe(107)
  })

  test('of a desktop application, in Chromium', async () => {
    const app = await register('Uploader')
    await signUp('edsger')
    const { auth } = await call(server.url, app, 'auth.getFrob')
    expect(await codeOf(server.url, app, 'auth.getToken', { params: { frob: auth.frob } })).toBe(2)
    await page.goto(server.url + loginLink(app, { ...asked, frob: auth.frob }))
    await press('Allow')
    await page.locator('div.ok').waitFor()
    const who = await exchange(app, auth.frob)
    await useTheApi(who)
    await revoke('Uploader')
    expect(await codeOf(server.url, who, 'auth.checkToken')).toBe(107)
  })

  test('by a script that sends neither Origin nor Referer', async () => {
    await place.json('user', 'create', '--username', 'script', '--password', password)
    const app = await registerWeb('Scripted')
    const { visit, submit } = createVisitor(server.url)
    const link = server.url + loginLink(app, asked)
    const logIn = (await visit(link)).headers.get('location') ?? ''
    expect(logIn).toContain('/login?next=')
    const back = await submit(logIn, { username: 'script', password })
    expect(back.status).toBe(302)
    const consent = await visit(back.headers.get('location') ?? '')
    expect(await consent.text()).toContain('<form name="fa" method="post">')
    const done = await submit(link)
    expect(done.status).toBe(302)
    const frob = new URL(done.headers.get('location') ?? '').searchParams.get('frob') ?? ''
    const who = await exchange(app, frob)
    expect((await call(server.url, who, 'auth.checkToken')).auth.user.username).toBe('script')
  })

  test('200 exchanges of one frob at the same time give one token', async () => {
    const app = await registerWeb('Racer')
    await signUp('racer')
    await page.goto(server.url + loginLink(app, asked))
    await press('Allow')
    await page.waitForURL(/frob=/)
    const frob = new URL(page.url()).searchParams.get('frob') ?? ''
    const lane = async () => {
      const codes: number[] = []
      for (let turn = 0; turn < 10; turn++)
        codes.push(await codeOf(server.url, app, 'auth.getToken', { params: { frob } }))
      return codes
    }
    const codes = (await Promise.all(Array.from({ length: 20 }, lane))).flat()
    expect(codes.filter((code) => code === 0)).toHaveLength(1)
    expect(codes.filter((code) => code === 2)).toHaveLength(199)
    expect(await place.json('token', 'list', '--app', app.api_key)).toHaveLength(1)
  })
})
