import { writeFile } from 'node:fs/promises'
import { until } from '../../support/process.js'
import { type ServedShop, serveShop } from '../../support/served-shop.js'

let shop: ServedShop

const yaml = (url: string) => `
defaults: { retries: 0 }
services:
  shop:
    url: ${url}
    connections: 1
    breaker: { failures: 3, open_for: 60s }
    types: { thing: { id: int, name: string } }
    methods:
      get: { call: GET /get, result: thing }
      flaky: { call: GET /flaky, result: any, retries: 1 }
      brief: { call: GET /brief, result: any, timeout: 100ms }
      kept: { call: GET /kept, result: any, cache: { for: 60s, per: everyone } }
`

beforeEach(async () => {
  shop = await serveShop(yaml)
})
afterEach(() => shop.stop())

const read = async () => (await fetch(`${shop.server.url}/metrics`)).text()
const sampleOf = (text: string, series: string) => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
const sample = async (series: string) => sampleOf(await read(), series)
const requests = (outcome: string) => sample(`babelgate_upstream_requests_total{service="shop",outcome="${outcome}"}`)

test('counts requests by their outcome, and how long those took that were sent', async () => {
  shop.service.answerJson('{"id":1,"name":"a"}')
  await shop.call('get')
  await shop.call('get')
  shop.service.answerJson('{}', 404)
  await shop.call('get')
  shop.service.answerJson('{"id":"x","name":"a"}')
  await shop.call('get')
  shop.service.answer((response) => response.destroy())
  await shop.call('get')
  shop.service.answer(() => {})
  await shop.call('brief')
  expect(await requests('answer')).toBe(2)
  expect(await requests('fault')).toBe(1)
  expect(await requests('unreadable')).toBe(1)
  expect(await requests('reset')).toBe(1)
  expect(await requests('timeout')).toBe(1)
  expect(await sample('babelgate_upstream_seconds_count{service="shop"}')).toBe(6)
  expect(await sample('babelgate_upstream_seconds_bucket{le="+Inf",service="shop"}')).toBe(6)
  expect(await sample('babelgate_upstream_seconds_sum{service="shop"}')).toBeGreaterThan(0.095)
})

test('counts a call whose client has gone, and shows what runs and waits', async () => {
  shop.service.answer(() => {})
  const leaving = new AbortController()
  const gone = [1, 2].map(() => shop.call('get', { signal: leaving.signal }).catch(() => 'gone'))
  await until(async () => (await sample('babelgate_upstream_queued{service="shop"}')) === 1)
  expect(await sample('babelgate_upstream_running{service="shop"}')).toBe(2)
  leaving.abort()
  await Promise.all(gone)
  await until(async () => (await requests('aborted')) === 2)
  expect(await sample('babelgate_upstream_running{service="shop"}')).toBe(0)
  expect(await sample('babelgate_upstream_queued{service="shop"}')).toBe(0)
})

test('counts retries, and shows the breaker', async () => {
  const breaker = () => sample('babelgate_upstream_breaker{service="shop"}')
  expect(await breaker()).toBe(0)
  let tries = 0
  shop.service.answer((response) =>
    response.writeHead(++tries === 1 ? 503 : 200, { 'content-type': 'application/json' }).end('1'),
  )
  await shop.call('flaky')
  expect(await sample('babelgate_upstream_retries_total{service="shop"}')).toBe(1)
  shop.service.answerJson('1', 502)
  for (let call = 0; call < 3; call++) await shop.call('get')
  expect(await breaker()).toBe(2)
  expect((await shop.call('get')).status).toBe(503)
  expect(await requests('unavailable')).toBe(1)
  // A refused request was never sent, so it has no duration.
  expect(await sample('babelgate_upstream_seconds_count{service="shop"}')).toBe(4)
  expect(await sample('babelgate_store_errors_total{store="unknown"}')).toBeUndefined()
})

test('counts look-ups of the cache and its bytes, and members that answers lack', async () => {
  shop.service.answer((response) =>
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":1}'), 50),
  )
  await Promise.all([shop.call('kept'), shop.call('kept')])
  await shop.call('kept')
  const lookups = (result: string) =>
    sample(`babelgate_upstream_cache_lookups_total{service="shop",result="${result}"}`)
  expect([await lookups('miss'), await lookups('shared'), await lookups('hit')]).toEqual([1, 1, 1])
  expect(await sample('babelgate_upstream_cache_bytes{service="shop"}')).toBeGreaterThan(8)
  expect(await (await shop.call('get')).json()).toEqual({ id: 1 })
  expect(await sample('babelgate_upstream_missing_members_total{service="shop"}')).toBe(1)
})

test('the counts outlive a change of the file', async () => {
  shop.service.answerJson('{"id":1,"name":"a"}')
  await shop.call('get')
  await writeFile(shop.file, yaml(shop.service.url).replace('60s', '50s'))
  await shop.server.upstreams.reload()
  await shop.call('get')
  expect(await requests('answer')).toBe(2)
  await writeFile(shop.file, yaml(shop.service.url).replace('  shop:', '  other:'))
  await shop.server.upstreams.reload()
  expect(await sample('babelgate_upstream_breaker{service="shop"}')).toBeUndefined()
  expect(await sample('babelgate_upstream_breaker{service="other"}')).toBe(0)
})
