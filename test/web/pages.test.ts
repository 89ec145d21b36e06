import type { Response } from 'supertest'
import { type Script, submit } from '../support/browser-like.js'
import { loginLink, openSite, password, type Site } from '../support/pages.js'

let site: Site
let ada: Script
let visitor: Script

beforeAll(async () => {
  site = await openSite()
  ada = await site.logIn(await site.addUser('ada'))
  visitor = site.browse()
})

afterAll(() => site.close())

/** Follows every link and form of our own from the start page on, and adds what nothing leads to. */
async function crawl(browser: Script, more: readonly string[]): Promise<ReadonlyMap<string, Response>> {
  const answers = new Map<string, Response>()
  const queue = ['/', ...more]
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (answers.has(path)) continue
    const answer = await browser.get(path)
    answers.set(path, answer)
    queue.push(...[...(answer.text ?? '').matchAll(/(?:href|action)="(\/[^"#]*)"/g)].map(([, target = '']) => target))
    const location = String(answer.headers['location'] ?? '')
    if (location.startsWith('/')) queue.push(location)
  }
  return answers
}

async function everyPage(): Promise<ReadonlyMap<string, Response>> {
  const app = await site.addApp()
  const link = loginLink(app, { perm_doc: 'write' })
  const seen = await crawl(visitor, [
    link,
    '/nowhere',
    '/apps/authorize',
    '/%zz',
    '/account/apps',
    '/account/blocked',
    '/logout',
  ])
  const known = await crawl(ada, [link])
  const posted: [string, Response][] = [
    ['POST refused', await visitor.post('/login').type('form').send({})],
    ['POST problem', await submit(visitor, '/signup', { username: '' })],
    ['POST consent', await submit(ada, link)],
    ['GET at once', await ada.get(link)],
    ['PUT', await visitor.put('/login')],
  ]
  return new Map([...seen, ...[...known].map(([path, answer]) => [`ada ${path}`, answer] as const), ...posted])
}

/** What pages are made of beside themselves: its type, and how long browsers may keep it, in seconds. */
const assets: ReadonlyMap<string, { readonly type: RegExp; readonly age: number }> = new Map([
  ['/assets/style.css', { type: /^text\/css/, age: 3600 }],
  ['/assets/favicon.svg', { type: /^image\/svg\+xml/, age: 86_400 }],
  ['/favicon.ico', { type: /^image\/x-icon/, age: 86_400 }],
])

const assetAt = (name: string) => assets.get(name.slice(name.indexOf('/')))

test('every answer of every page has the security headers', async () => {
  const answers = await everyPage()
  expect(answers.size).toBeGreaterThan(18)
  for (const [path, { headers, status }] of answers) {
    const asset = assetAt(path)
    expect({ path, status, ...headers }).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': asset === undefined ? 'no-store' : `public, max-age=${asset.age}`,
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'[^;]*; frame-ancestors 'none'; base-uri 'none'$/,
      ),
    })
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['content-security-policy']).not.toContain('unsafe')
    if (status === 200) expect(headers['content-type']).toMatch(asset?.type ?? /^text\/html; charset=utf-8$/)
  }
})

test('no page holds a script, an inline style or an event handler, and each has its landmarks', async () => {
  for (const [path, { text, status }] of await everyPage()) {
    if (status >= 300 && status < 400) continue
    if (assetAt(path) !== undefined) continue
    expect(text).not.toMatch(/<script|<style| style=| on[a-z]+=|javascript:/i)
    expect(text).toMatch(/^<!doctype html>\s*<html lang="en">/)
    expect(text.match(/<main/g)).toHaveLength(1)
    expect(text.match(/<h1/g)).toHaveLength(1)
    expect(text).toMatch(/<title>[^<]+<\/title>/)
    for (const [, id = ''] of text.matchAll(/<input id="([^"]*)"/g)) expect(text).toContain(`<label for="${id}"`)
    for (const [, id = ''] of text.matchAll(/aria-describedby="([^"]*)"/g)) expect(text).toContain(`id="${id}"`)
  }
})

test.each([
  ['put', '/login', 'GET, HEAD, POST'],
  ['delete', '/account/apps', 'GET, HEAD'],
  ['post', '/', 'GET, HEAD'],
  ['patch', '/apps/authorize', 'GET, HEAD, POST'],
  ['put', '/account/apps/revoke', 'GET, HEAD, POST'],
  ['delete', '/account/blocked', 'GET, HEAD, POST'],
  ['get', '/account/blocked/remove', 'POST'],
  ['post', '/assets/style.css', 'GET, HEAD'],
] as const)('%s %s is 405 and says what is allowed', async (verb, path, allowed) => {
  const answer = await visitor[verb](path)
  expect(answer.status).toBe(405)
  expect(answer.headers['allow']).toBe(allowed)
})

test('an unknown address is 404, and is not echoed', async () => {
  const answer = await visitor.get('/no/such<script>page')
  expect(answer.status).toBe(404)
  expect(answer.text).toContain('Page not found')
  expect(answer.text).not.toContain('such')
})

test('HEAD is GET without a body', async () => {
  const answer = await visitor.head('/login')
  expect(answer.status).toBe(200)
  expect(answer.text ?? '').toBe('')
})

test('an internal error is 500 with an id, under which the log has the reason', async () => {
  const broken = await openSite()
  const browser = await broken.logIn(await broken.addUser('ada'))
  await broken.sql.write((queries) => queries.schema.dropTable('consents').execute())
  const answer = await browser.get('/account/apps')
  expect(answer.status).toBe(500)
  const id = /<code>([0-9a-f]{8}-[0-9a-z]+)<\/code>/.exec(answer.text)?.[1] ?? 'no id'
  expect(answer.text).not.toMatch(/sql|at .*\.ts|Error:/i)
  const lines = broken
    .log()
    .split('\n')
    .filter((line) => line.includes(id))
  expect(lines.some((line) => line.includes('"stack"'))).toBe(true)
  await broken.close()
})

test('the log has one line a page, and neither query, cookie, header, token nor password', async () => {
  const before = site.log().length
  const app = await site.addApp({ callback: 'https://app.example/secret-callback' })
  const link = loginLink(app, { perm_doc: 'read' })
  const browser = site.browse()
  const page = await browser.get(`/login?next=${encodeURIComponent(link)}`).set('Authorization', 'Bearer canary-bearer')
  const answer = await submit(browser, '/login', { username: 'ada', password })
  await submit(ada, link)
  const log = site.log().slice(before)
  expect(log).toContain('"path":"/apps/authorize"')
  expect(log.trim().split('\n')).toHaveLength(5)
  const cookies = [page, answer].flatMap(({ headers }) => String(headers['set-cookie']).match(/[0-9a-f]{64}/g) ?? [])
  expect(cookies.length).toBeGreaterThan(1)
  for (const secret of [...cookies, app.key, app.secret, password, 'canary', 'secret-callback', 'frob', 'csrf']) {
    expect(log).not.toContain(secret)
  }
})

test('the style sheet is cacheable and revalidated by its ETag', async () => {
  const first = await visitor.get('/assets/style.css')
  const again = await visitor.get('/assets/style.css').set('If-None-Match', String(first.headers['etag']))
  expect(first.status).toBe(200)
  expect(again.status).toBe(304)
})
