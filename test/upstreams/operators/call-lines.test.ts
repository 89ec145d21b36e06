import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../../support/process.js'
import { type ServedShop, serveShop } from '../../support/served-shop.js'

let shop: ServedShop

beforeAll(async () => {
  shop = await serveShop(
    (url) => `
services:
  shop:
    url: ${url}
    methods:
      get: { call: GET /get, result: any, timeout: 5s }
      flaky: { call: GET /flaky, result: any, retries: 1 }
      brief: { call: GET /brief, result: any, timeout: 100ms }
      kept: { call: GET /kept, result: any, cache: { for: 60s, per: everyone } }
      file: { call: GET /file, result: binary }
`,
  )
})
afterAll(() => shop.stop())

/** Answers after so many milliseconds. */
const answerAfter = (head: number, body = 0) =>
  shop.service.answer((response) => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).write('['), head)
    setTimeout(() => response.end(']'), head + body)
  })

/** The last line of a method; waits for it. */
async function lineOf(method: string) {
  const last = () => shop.lines('call').findLast((line) => line['method'] === method)
  await until(() => last() !== undefined)
  return last()
}

/** Expects the time of waiting: at least so many milliseconds, and no more than the call took. */
function expectWaited(line: Awaited<ReturnType<typeof lineOf>>, atLeast: number): void {
  expect(line).toMatchObject({ service: 'shop', upstream_ms: expect.any(Number), ms: expect.any(Number) })
  expect(Number(line?.['upstream_ms'])).toBeGreaterThanOrEqual(atLeast)
  expect(Number(line?.['upstream_ms'])).toBeLessThanOrEqual(Number(line?.['ms']))
}

test('the line of a call names its service and how long the answer took, to the end of its body', async () => {
  answerAfter(60, 60)
  await shop.call('get')
  expectWaited(await lineOf('shop.get'), 115)
})

test('a call that asked no service has neither', async () => {
  await fetch(`${shop.server.url}/rpc/test.hello`)
  expect(Object.keys((await lineOf('test.hello')) ?? {})).not.toEqual(expect.arrayContaining(['service']))
  await fetch(`${shop.server.url}/rpc/shop.get`)
  expect(shop.lines('call').at(-1)).toMatchObject({ method: 'shop.get', code: 100 })
  expect(shop.lines('call').at(-1)).not.toHaveProperty('upstream_ms')
})

test('all tries count', async () => {
  let tries = 0
  shop.service.answer((response) => {
    const status = ++tries === 1 ? 503 : 200
    setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end('1'), 50)
  })
  expect((await shop.call('flaky')).status).toBe(200)
  expectWaited(await lineOf('shop.flaky'), 95)
})

test('a call whose time is over waited that long', async () => {
  answerAfter(1000)
  expect((await shop.call('brief')).status).toBe(504)
  expectWaited(await lineOf('shop.brief'), 95)
})

test('a call whose client has gone waited until then', async () => {
  answerAfter(3000)
  const leaving = new AbortController()
  const gone = shop.call('get', { signal: leaving.signal }).catch(() => 'gone')
  await until(() => shop.service.received.length === 1)
  await pause(80)
  leaving.abort()
  await gone
  const isGone = () => shop.lines('call').at(-1)?.['reason'] === 'client gone'
  await until(isGone)
  expectWaited(shop.lines('call').at(-1), 75)
})

test('an answer of the cache takes next to nothing, and one under way the time of waiting for it', async () => {
  answerAfter(150)
  const first = shop.call('kept')
  await pause(50)
  await Promise.all([first, shop.call('kept')])
  const [, shared] = shop.lines('call').slice(-2)
  expectWaited(shared, 60)
  await shop.call('kept')
  expect(Number((await lineOf('shop.kept'))?.['upstream_ms'])).toBeLessThan(20)
  expect(shop.service.received).toHaveLength(1)
})

test('for a file it is the time until its head', async () => {
  answerAfter(60, 200)
  await (await shop.call('file')).text()
  const line = await lineOf('shop.file')
  expectWaited(line, 55)
  expect(Number(line?.['upstream_ms'])).toBeLessThan(200)
})
