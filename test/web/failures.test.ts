import { openSite, type Site } from '../support/pages.js'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const json = 'application/json; charset=utf-8'

test.each([
  ['/apps/oauth/none', ''],
  ['/oauth2/token', ''],
  ['/services/rest/', 'text/html'],
  ['/no/such', 'application/json'],
  ['/no/such', 'application/problem+json, */*;q=0.1'],
])('%s, asked for as %j, is 404 in the envelope of the API', async (path, accept) => {
  const answer = await site.browse().get(path).set('Accept', accept)
  expect([answer.status, answer.headers['content-type']]).toEqual([404, json])
  expect(JSON.parse(answer.text)).toMatchObject({ api: { status: 'error', code: '103', detail: expect.any(String) } })
  expect(answer.headers['vary']).toContain('Accept')
})

test.each([
  ['/api', 'native', 'application/problem+json; charset=utf-8', { status: 404, code: 103 }],
  ['/rpc/doc.get', 'ipernity', json, { api: { status: 'error', code: '103' } }],
])('%s is 404 in its words where only the dialect %s is served', async (path, DIALECTS, type, fault) => {
  const other = await openSite({ DIALECTS })
  const answer = await other.browse().get(path)
  expect([answer.status, answer.headers['content-type']]).toEqual([404, type])
  expect(JSON.parse(answer.text)).toMatchObject(fault)
  await other.close()
})

test.each([
  ['/no/such', ''],
  ['/no/such', '*/*'],
  ['/no/such', 'text/html,application/json;q=0.9'],
  ['/apps/oauth/authorize', ''],
  ['/apis', ''],
])('%s, asked for as %j, is a page', async (path, accept) => {
  const answer = await site.browse().get(path).set('Accept', accept)
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
})

test('an unsupported verb is 405 in the envelope, with the supported ones in Allow', async () => {
  const answer = await site.browse().put('/login').set('Accept', 'application/json')
  expect([answer.status, answer.headers['content-type'], answer.headers['allow']]).toEqual([
    405,
    json,
    'GET, HEAD, POST',
  ])
  expect(JSON.parse(answer.text)).toMatchObject({ api: { code: '123' } })
})

test('an internal error is 500 in the envelope, with the id of the request', async () => {
  const broken = await openSite()
  const browser = await broken.logIn(await broken.addUser('ada'))
  await broken.sql.write((queries) => queries.schema.dropTable('consents').execute())
  const answer = await browser.get('/account/apps').set('Accept', 'application/json')
  expect(answer.status).toBe(500)
  const { api } = JSON.parse(answer.text)
  expect(api).toMatchObject({ code: '500', detail: expect.stringMatching(/^Report the id [0-9a-f]{8}-/) })
  expect(broken.log()).toContain(api.detail.replace('Report the id ', ''))
  await broken.close()
})

test.each([
  ['/favicon.ico', 'image/x-icon', [0, 0, 1, 0]],
  ['/assets/favicon.svg', 'image/svg+xml', [...Buffer.from('<svg')]],
])('%s is a picture that browsers may keep', async (path, type, begin) => {
  const answer = await site
    .browse()
    .get(path)
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => done(null, Buffer.concat(chunks)))
    })
  expect(answer.headers['content-type']).toContain(type)
  expect(answer.headers['cache-control']).toMatch(/^public, max-age=\d+$/)
  expect([...(answer.body as Buffer).subarray(0, 4)]).toEqual(begin)
})

test('the navigation highlights the current page', async () => {
  const browser = await site.logIn(await site.addUser('ada'))
  const marked = async (path: string) =>
    [...(await browser.get(path)).text.matchAll(/<a href="([^"]*)" aria-current="page"/g)].map(([, href]) => href)
  expect(await marked('/account/apps')).toEqual(['/account/apps'])
  expect(await marked('/account/blocked')).toEqual(['/account/blocked'])
  expect(await marked('/logout')).toEqual(['/logout'])
  expect(await marked('/')).toEqual([])
})
