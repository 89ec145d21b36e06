import type { Socket } from 'node:net'
import { freePort } from '../../support/free-port.js'
import { type ServiceServer, startRawService } from '../../support/service-server.js'
import { failureOf, testClient, until } from '../../support/upstream-client.js'

let service: ServiceServer | undefined
afterEach(async () => {
  await service?.close()
  service = undefined
})

/** Starts a service that answers each request with some bytes, and then does something to the connection. */
async function answering(bytes: string, then: (socket: Socket) => void = () => {}) {
  service = await startRawService((socket) => {
    socket.write(bytes)
    setTimeout(() => then(socket), 20)
  })
  return testClient([service.url])
}

const closing = 'HTTP/1.1 200 OK\r\nconnection: close\r\n'
const end = (socket: Socket) => socket.end()
const reset = (socket: Socket) => socket.resetAndDestroy()

describe('a connection that is not made', () => {
  it('is refused', async () => {
    const { send, client } = testClient([new URL(`http://127.0.0.1:${await freePort()}`)])
    const error = await failureOf(send())
    expect(error).toMatchObject({ failure: 'connect', maybeSent: false })
    expect(error.message).toMatch(/^orders: no connection to 127\.0\.0\.1:\d+: connect ECONNREFUSED/)
    expect(client.state.running).toBe(0)
  })

  it('has no address', async () => {
    const { send } = testClient([new URL('http://nowhere.invalid')])
    expect(await failureOf(send())).toMatchObject({ failure: 'connect', maybeSent: false })
  })

  it('is given up after the connect timeout', async () => {
    // An address for documentation (RFC 5737), behind a lookup that never comes back.
    const { send } = testClient([new URL('http://slow.test')], { connectTimeout: 150 }, {}, { lookup: () => {} })
    const started = performance.now()
    const error = await failureOf(send())
    expect(error).toMatchObject({ failure: 'connect', maybeSent: false })
    expect(error.message).toBe('orders: no connection to slow.test within 150 ms')
    expect(performance.now() - started).toBeLessThan(900)
  })

  it('holds its place among the connections no longer than the connect timeout', async () => {
    const { send, client } = testClient(
      [new URL('http://slow.test')],
      { connectTimeout: 150, connections: 1 },
      { timeout: 50 },
      { lookup: () => {} },
    )
    expect(await failureOf(send())).toMatchObject({ failure: 'timeout', maybeSent: false })
    const second = send({}, {}, { timeout: 2000 })
    expect(client.state.queued).toBe(1)
    expect(await failureOf(second)).toMatchObject({ failure: 'connect' })
  })
})

describe('an answer that breaks off', () => {
  it.each([
    ['before its first byte', '', end],
    ['by a reset before its first byte', '', reset],
    ['within its head', 'HTTP/1.1 200 OK\r\ncontent-ty', end],
    ['by a reset within its head', 'HTTP/1.1 200 OK\r\ncontent-ty', reset],
  ])('%s is a reset', async (_where, bytes, then) => {
    const { send } = await answering(bytes, then)
    expect(await failureOf(send())).toMatchObject({ failure: 'reset', maybeSent: true })
  })

  it.each([
    ['below its content-length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhell', end],
    ['by a reset below its content-length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhell', reset],
    ['within a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel', end],
    ['within a chunk of a connection that ends', `${closing}transfer-encoding: chunked\r\n\r\n5\r\nhel`, end],
    ['below its content-length as it ends', `${closing}content-length: 10\r\n\r\nhell`, end],
    ['between chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n', end],
  ])('%s fails its reader', async (_where, bytes, then) => {
    const { send } = await answering(bytes, then)
    const whole = await send()
    expect(whole.status).toBe(200)
    expect(await failureOf(whole.bytes())).toMatchObject({ failure: 'reset', maybeSent: true })
    const streamed = await send()
    await expect(streamed.stream().toArray()).rejects.toMatchObject({ failure: 'reset' })
  })

  it('fails a reader that comes late', async () => {
    const { send, client } = await answering('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhell', end)
    const answer = await send()
    await until(() => client.state.running === 0)
    expect(await failureOf(answer.bytes())).toMatchObject({ failure: 'reset' })
  })

  it('is whole where the end of the connection ends it', async () => {
    const { text } = await answering('HTTP/1.1 200 OK\r\n\r\nhello', end)
    expect(await text()).toBe('hello')
  })
})

describe('an answer that cannot be read', () => {
  it.each([
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['is HTTP 2', 'HTTP/2 200 OK\r\n\r\n'],
    ['has a head without an end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`],
    ['has an unknown encoding', 'HTTP/1.1 200 OK\r\ncontent-encoding: zstd\r\ncontent-length: 2\r\n\r\nab'],
    ['has two encodings', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip, gzip\r\ncontent-length: 2\r\n\r\nab'],
    ['redirects', 'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    const { send, client } = await answering(bytes)
    expect(await failureOf(send())).toMatchObject({ failure: 'unreadable', maybeSent: true })
    await until(() => client.state.running === 0)
  })

  it('has a chunk without a length', async () => {
    const { text } = await answering('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n')
    expect(await failureOf(text())).toMatchObject({ failure: 'unreadable' })
  })
})

describe('an odd answer', () => {
  it('is refused where it has two lengths', async () => {
    const { send } = await answering('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n')
    expect(await failureOf(send())).toMatchObject({ failure: 'reset', maybeSent: true })
  })

  it('may be announced by informational ones', async () => {
    const { send } = await answering('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', (socket) => {
      socket.write('HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nab')
    })
    const answer = await send()
    expect([answer.status, Buffer.from(await answer.bytes()).toString()]).toEqual([201, 'ab'])
  })

  it('may be a 304', async () => {
    const { send } = await answering('HTTP/1.1 304 Not Modified\r\n\r\n')
    const answer = await send()
    expect([answer.status, (await answer.bytes()).length]).toEqual([304, 0])
  })

  it('may come after its request without being asked for', async () => {
    const { text } = await answering(
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nabHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong',
    )
    expect([await text(), await text()]).toEqual(['ab', 'ab'])
  })
})
