import type { ServerResponse } from 'node:http'
import { MovingClock } from '../../support/moving-clock.js'
import { type ServiceServer, startService } from '../../support/service-server.js'
import { failureOf, testClient, until } from '../../support/upstream-client.js'

let service: ServiceServer
let clock: MovingClock
let answer: (response: ServerResponse) => void
let requests = 0
beforeEach(async () => {
  clock = new MovingClock()
  requests = 0
  service = await startService((_request, response) => {
    requests++
    answer(response)
  })
})
afterEach(() => service.close())

const settings = { failures: 3, openFor: 10_000 }
const bed = (options = {}) => testClient([service.url], { breaker: settings }, options, { clock })
const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end()
const ok = status(200)
const reset = (response: ServerResponse) => void response.socket?.resetAndDestroy()

/** Sends requests one after the other, whatever comes of them. */
async function send(test: ReturnType<typeof bed>, times: number) {
  for (let calls = 0; calls < times; calls++) await test.text().catch(() => {})
}

describe('the breaker of a service', () => {
  it.each([502, 503, 504, 'reset'] as const)('opens after so many failures in a row: %s', async (how) => {
    const test = bed()
    answer = how === 'reset' ? reset : status(how)
    await send(test, 2)
    answer = ok
    await send(test, 1)
    answer = how === 'reset' ? reset : status(how)
    await send(test, 2)
    expect(test.client.state.breaker).toBe('closed')
    await send(test, 1)
    expect(test.client.state.breaker).toBe('open')
    const error = await failureOf(test.text())
    expect(error).toMatchObject({ failure: 'unavailable', maybeSent: false, retryAfter: 10 })
    expect(error.message).toBe('orders: the breaker is open')
    expect(requests).toBe(6)
  })

  it('opens after timeouts', async () => {
    answer = () => {}
    const test = bed({ timeout: 30 })
    await send(test, 3)
    expect(test.client.state.breaker).toBe('open')
  })

  it.each([500, 404, 429, 501])('stays closed whatever the service answers itself: %i', async (code) => {
    answer = status(code)
    const test = bed()
    await send(test, 9)
    expect([test.client.state.breaker, requests]).toEqual(['closed', 9])
  })

  it('stays closed for redirects and answers that are too large', async () => {
    answer = (response) => void response.writeHead(302, { location: '/' }).end()
    const test = testClient([service.url], { breaker: settings, maxResponse: 10 }, {}, { clock })
    await send(test, 5)
    answer = (response) => void response.end('x'.repeat(200_000))
    await send(test, 5)
    expect(test.client.state.breaker).toBe('closed')
  })

  it('stays closed for callers that go away', async () => {
    answer = () => {}
    const test = bed()
    for (let calls = 1; calls <= 5; calls++) {
      const controller = new AbortController()
      const sent = test.send({}, { signal: controller.signal })
      await until(() => requests === calls)
      controller.abort(new Error('gone'))
      await expect(sent).rejects.toThrow('gone')
    }
    expect(test.client.state.breaker).toBe('closed')
  })

  it('opens after bodies that break off', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': 10 }).write('hell')
      setTimeout(() => response.destroy(), 10)
    }
    const test = bed()
    await send(test, 3)
    expect(test.client.state.breaker).toBe('open')
  })
})

describe('an open breaker', () => {
  const opened = async () => {
    const test = bed()
    answer = status(503)
    await send(test, 3)
    requests = 0
    return test
  }

  it('lets exactly one request through after its time, which closes it', async () => {
    const test = await opened()
    clock.advance(9_999)
    expect(await failureOf(test.text())).toMatchObject({ failure: 'unavailable', retryAfter: 1 })
    clock.advance(1)
    let finish = () => {}
    answer = (response) => {
      finish = () => void response.end('ok')
    }
    const trial = test.text()
    await until(() => requests === 1)
    expect(test.client.state.breaker).toBe('half-open')
    for (let calls = 0; calls < 5; calls++) expect(await failureOf(test.text())).toMatchObject({ retryAfter: 1 })
    finish()
    expect(await trial).toBe('ok')
    expect([test.client.state.breaker, requests]).toEqual(['closed', 1])
    answer = ok
    await send(test, 3)
    expect(requests).toBe(4)
  })

  it('opens again where that request fails', async () => {
    const test = await opened()
    clock.advance(10_000)
    await send(test, 1)
    expect([test.client.state.breaker, requests]).toEqual(['open', 1])
    clock.advance(9_999)
    await send(test, 1)
    expect(requests).toBe(1)
  })

  it('lets another through where the caller of that request goes away', async () => {
    const test = await opened()
    clock.advance(10_000)
    answer = () => {}
    const controller = new AbortController()
    const trial = test.send({}, { signal: controller.signal })
    await until(() => requests === 1)
    controller.abort(new Error('gone'))
    await expect(trial).rejects.toThrow('gone')
    answer = (response) => void response.end('ok')
    expect(await test.text()).toBe('ok')
    expect(test.client.state.breaker).toBe('closed')
  })

  it('ignores late outcomes of earlier requests', async () => {
    let late: ServerResponse | undefined
    answer = (response) => {
      late = response
    }
    const test = bed()
    const slow = test.text()
    await until(() => late !== undefined)
    answer = status(503)
    await send(test, 3)
    clock.advance(10_000)
    let isTried = false
    answer = () => {
      isTried = true
    }
    const trial = test.text()
    await until(() => isTried)
    late?.end('ok')
    expect(await slow).toBe('ok')
    expect(test.client.state.breaker).toBe('half-open')
    await service.close()
    expect(await failureOf(trial)).toMatchObject({ failure: 'reset' })
    expect(test.client.state.breaker).toBe('open')
  })

  it('is that of an operation where this has one of its own', async () => {
    const test = bed()
    answer = status(503)
    const options = { breaker: { failures: 1, openFor: 1000 } }
    const own = test.client.sender({ timeout: 1000, retries: 0, idempotent: false, ...options })
    const call = {
      id: '1',
      signal: new AbortController().signal,
      caller: { userId: undefined, application: undefined },
    }
    const request = { verb: 'GET', path: '/', headers: {}, body: undefined }
    ;(await own(request, call)).discard()
    expect(await failureOf(own(request, call))).toMatchObject({ failure: 'unavailable' })
    answer = (response) => void response.end('ok')
    expect(await test.text()).toBe('ok')
    expect(test.client.state.breaker).toBe('closed')
  })
})
