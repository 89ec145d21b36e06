import { callEndpoint } from '../support/oauth-dance.js'
import { until } from '../support/process.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { callBy } from './call-by.js'
import { drivers } from './drivers/index.js'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
  await server.services.maintenance.set(true, 'cli:test')
  await until(async () => (await fetch(`${server.url}/`)).status === 503)
})
afterAll(() => server.stop())

describe.each(drivers.map((driver) => [driver.name, driver] as const))('%s', (_name, driver) => {
  const sent = { method: 'test.hello', pairs: [] }

  test('is answered with 501 before anything else is looked at', async () => {
    expect(await callBy(driver, server.url, sent)).toMatchObject({ code: 501 })
    expect(await callBy(driver, server.url, { ...sent, method: 'test.nothing' })).toMatchObject({ code: 501 })
    const { said } = driver.unreadable
    expect(await (await fetch(server.url + said.target, said.init)).text()).toMatch(/501/)
  })

  test('says when to come again', async () => {
    const { target, init } = driver.say(sent, undefined)
    const response = await fetch(server.url + target, init)
    expect(response.headers.get('retry-after')).toBe('60')
    await response.text()
  })
})

test.each(['request', 'access'] as const)('the OAuth endpoint %s is closed', async (step) => {
  const { status, fields, headers } = await callEndpoint(server.url, step, { key: 'x', secret: 'y' })
  expect([status, fields['code'], headers.get('retry-after')]).toEqual([503, '501', '60'])
})

test.each(['/', '/login', '/apps/authorize', '/account/apps', '/file/anything'])(
  'the page %s is closed',
  async (path) => {
    const response = await fetch(server.url + path, { headers: { cookie: `babelgate=${'0'.repeat(64)}` } })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60'])
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(await response.text()).toContain('Closed for maintenance')
  },
)

test('the page that says so keeps its looks', async () => {
  expect((await fetch(`${server.url}/assets/style.css`)).status).toBe(200)
})

test('nothing of it is logged as an error', () => {
  expect(server.log.some((line) => line.includes('"code":501'))).toBe(true)
  expect(server.log.filter((line) => /"level":[56]0/.test(line))).toEqual([])
})

test('what one has opened again answers', async () => {
  await server.services.maintenance.set(false, 'cli:test')
  await until(async () => (await fetch(`${server.url}/`)).status === 200, 1500)
  for (const driver of drivers) {
    expect(await callBy(driver, server.url, { method: 'test.hello', pairs: [] })).toMatchObject({ code: 100 })
  }
})
