import type { LookupAddress, LookupOptions } from 'node:dns'
import { Readable } from 'node:stream'
import { freePort } from '../../support/free-port.js'
import { type ServiceServer, startRawService, startService } from '../../support/service-server.js'
import { failureOf, testClient, until } from '../../support/upstream-client.js'

const services: ServiceServer[] = []
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()))
})

const safe = { retries: 2, idempotent: true }

/** Starts a service that fails so many requests, by a status or by a reset, and then answers. */
async function failing(times: number, how: number | 'reset', headers: Record<string, string> = {}) {
  const bodies: string[] = []
  const service = await startService(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (bodies.push(body) > times) response.end('ok')
    else if (how === 'reset') response.socket?.resetAndDestroy()
    else response.writeHead(how, headers).end('not now')
  })
  services.push(service)
  return { ...service, bodies }
}

describe('a request that may be repeated', () => {
  it.each([502, 503, 504, 'reset'] as const)('is repeated after %s', async (how) => {
    const service = await failing(2, how)
    const { text, client } = testClient([service.url], {}, safe)
    expect(await text()).toBe('ok')
    expect(client.state).toMatchObject({ retries: 2, running: 0 })
  })

  it('is repeated no more often than it may be', async () => {
    const service = await failing(9, 503)
    const { send } = testClient([service.url], {}, safe)
    const answer = await send()
    expect([answer.status, Buffer.from(await answer.bytes()).toString()]).toEqual([503, 'not now'])
    expect(service.bodies.length).toBe(3)
  })

  it.each([500, 429, 404])('is not repeated after %i, which is an answer', async (status) => {
    const service = await failing(1, status)
    const answer = await testClient([service.url], {}, safe).send()
    expect(answer.status).toBe(status)
    answer.discard()
    expect(service.bodies.length).toBe(1)
  })

  it('opens its body again', async () => {
    const service = await failing(2, 'reset')
    const open = () => Readable.from([Buffer.from('abc')])
    const { text } = testClient([service.url], {}, safe)
    expect(await text({ verb: 'PUT', body: { open, length: 3 } })).toBe('ok')
    expect(service.bodies).toEqual(['abc', 'abc', 'abc'])
  })

  it('is not repeated once its answer has begun', async () => {
    const service = await startRawService((socket, count) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhell')
      if (count === 1) setTimeout(() => socket.destroy(), 20)
    })
    services.push(service)
    const { text, client } = testClient([service.url], {}, safe)
    expect(await failureOf(text())).toMatchObject({ failure: 'reset', maybeSent: true })
    expect(client.state.retries).toBe(0)
  })

  it('is not repeated after its deadline, which counts all tries', async () => {
    const service = await failing(99, 503)
    const { send } = testClient([service.url], {}, { retries: 99, idempotent: true, timeout: 200 })
    const started = performance.now()
    const answer = await send()
    expect(answer.status).toBe(503)
    answer.discard()
    expect(performance.now() - started).toBeLessThan(900)
    expect(service.bodies.length).toBeGreaterThan(2)
  })

  it('lets go of an answer that does not end before it is repeated', async () => {
    const service = await startRawService((socket, count) => {
      if (count === 1) socket.write('HTTP/1.1 503 Not Now\r\ncontent-length: 10\r\n\r\nhell')
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
    services.push(service)
    const { text } = testClient([service.url], { connections: 1 }, safe)
    expect(await text()).toBe('ok')
  })

  it('aborts between its tries', async () => {
    const service = await failing(9, 503, { 'retry-after': '2' })
    const { send, client } = testClient([service.url], {}, safe)
    const controller = new AbortController()
    const sent = send({}, { signal: controller.signal })
    await until(() => client.state.retries === 1)
    controller.abort(new Error('client gone'))
    await expect(sent).rejects.toThrow('client gone')
    expect(client.state.running).toBe(0)
  })
})

describe('Retry-After', () => {
  it('is waited for', async () => {
    const service = await failing(1, 503, { 'retry-after': '1' })
    const started = performance.now()
    expect(await testClient([service.url], {}, safe).text()).toBe('ok')
    expect(performance.now() - started).toBeGreaterThan(990)
  })

  it('may be a date', async () => {
    const service = await failing(1, 503, { 'retry-after': new Date(Date.now() + 1500).toUTCString() })
    const started = performance.now()
    expect(await testClient([service.url], {}, safe).text()).toBe('ok')
    expect(performance.now() - started).toBeGreaterThan(400)
  })

  it('ends the tries where it is beyond the deadline', async () => {
    const service = await failing(1, 503, { 'retry-after': '9' })
    const answer = await testClient([service.url], {}, safe).send()
    expect([answer.status, answer.header('retry-after')]).toEqual([503, '9'])
    answer.discard()
  })
})

describe('a request that must not be repeated', () => {
  it.each([503, 'reset'] as const)('is sent once: %s', async (how) => {
    const service = await failing(1, how)
    const { send } = testClient([service.url], {}, { retries: 5, idempotent: false })
    const outcome = await send({ verb: 'POST' }).then(
      ({ status }) => status,
      (error) => error,
    )
    if (how === 'reset') expect(outcome).toMatchObject({ failure: 'reset', maybeSent: true })
    else expect(outcome).toBe(503)
    expect(service.bodies.length).toBe(1)
  })

  it('is repeated where no connection was made', async () => {
    let tries = 0
    const service = await failing(0, 503)
    const lookup = (
      _host: string,
      _options: LookupOptions,
      callback: (error: Error | null, addresses: LookupAddress[]) => void,
    ) => {
      if (++tries < 3) callback(new Error('getaddrinfo EAI_AGAIN'), [])
      else callback(null, [{ address: '127.0.0.1', family: 4 }])
    }
    const url = new URL(`http://orders.test:${service.url.port}`)
    const { text } = testClient([url], {}, { retries: 2, idempotent: false }, { lookup })
    expect(await text({ verb: 'POST', body: 'once' })).toBe('ok')
    expect(service.bodies).toEqual(['once'])
  })
})

describe('a kept connection that the service closes as it is used again', () => {
  /** Answers the first request of a connection and resets it at the second; other connections answer always. */
  const closing = async () => {
    const seen: number[] = []
    const service = await startRawService((socket, count) => {
      if (seen.includes(socket.remotePort ?? 0) && count === 2) return socket.resetAndDestroy()
      seen.push(socket.remotePort ?? 0)
      return socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
    services.push(service)
    return service
  }

  it('costs a request that may be repeated nothing', async () => {
    const { text, client } = testClient([(await closing()).url], {}, { retries: 0, idempotent: true })
    expect([await text(), await text()]).toEqual(['ok', 'ok'])
    expect(client.state.retries).toBe(1)
  })

  it('is free only where it was kept', async () => {
    const resetting = await failing(1, 'reset')
    const { send } = testClient([resetting.url], {}, { retries: 0, idempotent: true })
    expect(await failureOf(send())).toMatchObject({ failure: 'reset' })
    const reopened = await startRawService((socket, count) => {
      if (count === 2) socket.resetAndDestroy()
      else socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok')
    })
    services.push(reopened)
    const { text } = testClient([reopened.url], {}, { retries: 0, idempotent: true })
    expect(await text()).toBe('ok')
    expect(await failureOf(text())).toMatchObject({ failure: 'reset' })
  })

  it('fails one that must not', async () => {
    const { text } = testClient([(await closing()).url], {}, { retries: 9, idempotent: false })
    expect(await text()).toBe('ok')
    expect(await failureOf(text({ verb: 'POST' }))).toMatchObject({ failure: 'reset', maybeSent: true })
  })

  it('is replaced where it was closed before', async () => {
    const service = await startRawService((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', () => socket.destroy())
    })
    services.push(service)
    const { text, client } = testClient([service.url], {}, { retries: 0, idempotent: false })
    expect(await text({ verb: 'POST' })).toBe('ok')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(await text({ verb: 'POST' })).toBe('ok')
    expect(client.state.retries).toBe(0)
  })
})

describe('the budget of retries', () => {
  it('allows a few at once and then a fifth of the calls', async () => {
    const service = await failing(1e9, 503)
    const { send, client } = testClient([service.url], {}, { retries: 1, idempotent: true })
    for (let calls = 0; calls < 110; calls++) (await send()).discard()
    expect(client.state.retries).toBe(Math.floor(10 + 109 / 5))
  })
})

describe('several addresses', () => {
  const refusing = async () => new URL(`http://127.0.0.1:${await freePort()}`)

  it('are tried in turn, whatever the request', async () => {
    const service = await failing(0, 503)
    const { text, client } = testClient([await refusing(), await refusing(), service.url])
    expect(await text({ verb: 'POST', body: 'once' })).toBe('ok')
    expect(client.state).toMatchObject({ retries: 2, running: 0 })
  })

  it('that refused are left alone for a while', async () => {
    const service = await failing(0, 503)
    const { text, client } = testClient([await refusing(), service.url])
    for (let calls = 0; calls < 3; calls++) expect(await text()).toBe('ok')
    expect(client.state.retries).toBe(1)
  })

  it('are used in the order of the file', async () => {
    const [first, second] = [await failing(0, 503), await failing(0, 503)]
    const { text } = testClient([first.url, second.url])
    for (let calls = 0; calls < 3; calls++) await text()
    expect([first.bodies.length, second.bodies.length]).toEqual([3, 0])
  })

  it('may all refuse', async () => {
    const { send, client } = testClient([await refusing(), await refusing()])
    expect(await failureOf(send())).toMatchObject({ failure: 'connect', maybeSent: false })
    expect(client.state.running).toBe(0)
  })

  it('count as one service for the breaker', async () => {
    const service = await failing(0, 503)
    const { text, client } = testClient([await refusing(), service.url], { breaker: { failures: 1, openFor: 1000 } })
    expect(await text()).toBe('ok')
    expect(client.state.breaker).toBe('closed')
  })

  it('are not tried in turn where one has got the request', async () => {
    const [first, second] = [await failing(1, 'reset'), await failing(0, 503)]
    const { send } = testClient([first.url, second.url])
    expect(await failureOf(send({ verb: 'POST' }))).toMatchObject({ failure: 'reset' })
    expect(second.bodies).toEqual([])
  })
})
