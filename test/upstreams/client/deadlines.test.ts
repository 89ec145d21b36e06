import { type ServiceServer, startRawService } from '../../support/service-server.js'
import { failureOf, testClient, until } from '../../support/upstream-client.js'

let service: ServiceServer | undefined
afterEach(async () => {
  await service?.close()
  service = undefined
})

const head = 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n'

/** Starts a service that sends a head and then a byte every 20 ms. */
async function dripping(bytes = 1000) {
  service = await startRawService((socket) => {
    socket.write(head)
    let sent = 0
    const timer = setInterval(() => (sent++ < bytes ? socket.write('x') : clearInterval(timer)), 20)
    socket.on('close', () => clearInterval(timer))
  })
  return service.url
}

/** Waits for a failure. @returns it, and the milliseconds that it came after a timer of so many; a busy machine delays both */
async function failureAfter(milliseconds: number, work: Promise<unknown>) {
  const timer = new Promise<number>((resolve) => setTimeout(() => resolve(performance.now()), milliseconds))
  const error = await failureOf(work)
  const failedAt = performance.now()
  return { error, late: failedAt - (await timer) }
}

/** The most that a deadline may be late, in milliseconds. */
const LATE = 60

describe('the deadline of a call', () => {
  it('ends a wait for a service that is silent', async () => {
    service = await startRawService(() => {})
    const { send, client } = testClient([service.url], {}, { timeout: 300 })
    const { error, late } = await failureAfter(300, send())
    expect(error).toMatchObject({ failure: 'timeout', maybeSent: true })
    expect(error.message).toBe('orders: there was no whole answer within 300 ms')
    expect(Math.abs(late)).toBeLessThan(LATE)
    expect(client.state.running).toBe(0)
  })

  it('ends a wait for a service that accepts no connection', async () => {
    service = await startRawService(
      () => {},
      (socket) => socket.pause(),
    )
    const { send } = testClient([service.url], {}, { timeout: 200 })
    const { error, late } = await failureAfter(200, send())
    expect(error).toMatchObject({ failure: 'timeout' })
    expect(late).toBeLessThan(LATE)
  })

  it('counts until the body is whole', async () => {
    const { text } = testClient([await dripping()], {}, { timeout: 300 })
    const { error, late } = await failureAfter(300, text())
    expect(error).toMatchObject({ failure: 'timeout', maybeSent: true })
    expect(late).toBeLessThan(LATE)
  })

  it('closes the connection, so that the next call gets another', async () => {
    service = await startRawService((socket, count) => {
      if (count > 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
    const { text } = testClient([service.url], { connections: 1 }, { timeout: 100 })
    await failureOf(text())
    expect(await text()).toBe('ok')
    expect(service.connections()).toBe(2)
  })

  it('ends an answer that nobody reads', async () => {
    const { send, client } = testClient([await dripping()], {}, { timeout: 200 })
    const answer = await send()
    await until(() => client.state.running === 0)
    expect(await failureOf(answer.bytes())).toMatchObject({ failure: 'timeout' })
  })
})

describe('the deadline of a stream', () => {
  it('counts from chunk to chunk', async () => {
    const { send, client } = testClient([await dripping(40)], {}, { timeout: 300 })
    const stream = (await send()).stream()
    let size = 0
    const reading = (async () => {
      for await (const chunk of stream) size += chunk.length
    })()
    const { error, late } = await failureAfter(700, reading)
    expect(error).toMatchObject({ failure: 'timeout' })
    expect(error.message).toBe('orders: nothing came within 300 ms')
    expect([size, late > 0]).toEqual([40, true])
    expect(client.state.running).toBe(0)
  })

  it('does not count while the reader is busy', async () => {
    const size = 3_000_000
    service = await startRawService((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`)
      socket.write(Buffer.alloc(size))
    })
    const { send } = testClient([service.url], {}, { timeout: 150 })
    const stream = (await send()).stream()
    let read = 0
    for await (const chunk of stream) {
      if (read === 0) await new Promise((resolve) => setTimeout(resolve, 500))
      read += chunk.length
    }
    expect(read).toBe(size)
  })
})
