import { until } from '../../support/process.js'
import { type ServedShop, serveShop } from '../../support/served-shop.js'

let shop: ServedShop

beforeEach(async () => {
  shop = await serveShop(
    (url) => `
defaults: { retries: 0, breaker: { failures: 1000, open_for: 1s } }
services:
  shop:
    url: ${url}
    auth: { header: { X-Api-Key: a-secret-of-shop } }
    methods:
      get: { call: GET /get, result: any }
      brief: { call: GET /brief, result: any, timeout: 50ms }
`,
  )
})
afterEach(() => shop.stop())

/** The lines of errors, without those of calls. */
const failures = () => shop.server.log.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)

test('a failing service is logged once for each cause, with its name and the reason', async () => {
  shop.service.answer((response, { headers }) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{broken ${headers['x-api-key']}`),
  )
  for (let call = 0; call < 20; call++) expect((await shop.call('get')).status).toBe(502)
  shop.service.answerJson('{}', 401)
  for (let call = 0; call < 3; call++) expect((await shop.call('get')).status).toBe(502)
  shop.service.answerJson('{}', 503)
  for (let call = 0; call < 3; call++) expect((await shop.call('get')).status).toBe(503)
  shop.service.answer(() => {})
  for (let call = 0; call < 3; call++) expect((await shop.call('brief')).status).toBe(504)
  expect(failures()).toEqual([
    line(502, 'Upstream failed', expect.stringContaining('JSON')),
    line(502, 'Upstream failed', 'shop answered 401'),
    line(503, 'Service unavailable', 'shop answered 503'),
    line(504, 'Upstream timed out', 'shop: there was no whole answer within 50 ms'),
  ])
  expect(shop.server.log.join('')).not.toContain('a-secret-of-shop')
})

const line = (code: number, msg: string, reason: unknown) => ({
  level: 50,
  time: expect.any(String),
  id: expect.any(String),
  code,
  service: 'shop',
  reason,
  msg,
})

test('a fault that the service declares is no failure', async () => {
  shop.service.answerJson('{}', 404)
  expect((await shop.call('get')).status).toBe(404)
  await until(() => shop.lines('call').length === 1)
  expect(failures()).toEqual([])
})
