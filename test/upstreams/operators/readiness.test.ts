import { readFile, writeFile } from 'node:fs/promises'
import { type ServedShop, serveShop } from '../../support/served-shop.js'

let shop: ServedShop

beforeAll(async () => {
  shop = await serveShop(
    (url) => `
services:
  shop:
    url: ${url}
    breaker: { failures: 1, open_for: 60s }
    methods: { get: { call: GET /get, result: any } }
`,
  )
})
afterAll(() => shop.stop())

const readyz = async () => {
  const response = await fetch(`${shop.server.url}/readyz`)
  return { status: response.status, ...JSON.parse(await response.text()) }
}
const ready = { status: 200, ready: true, maintenance: false }

test('names the breaker of each service, whose failure leaves the server ready', async () => {
  expect(await readyz()).toEqual({ ...ready, upstreams: { shop: { breaker: 'closed' } } })
  shop.service.answerJson('1', 502)
  await shop.call('get')
  expect(await readyz()).toEqual({ ...ready, upstreams: { shop: { breaker: 'open' } } })
})

test('says why the last change of the file was refused, until one is served', async () => {
  const good = await readFile(shop.file, 'utf8')
  await writeFile(shop.file, good.replace('breaker', 'braker'))
  await shop.server.upstreams.reload()
  expect(await readyz()).toEqual({
    ...ready,
    upstreams: { shop: { breaker: 'open' } },
    upstreams_problem: expect.stringMatching(/upstreams\.yaml:5:.*braker/),
  })
  await writeFile(shop.file, good)
  await shop.server.upstreams.reload()
  expect(await readyz()).toEqual({ ...ready, upstreams: { shop: { breaker: 'closed' } } })
})
