import type { ServerResponse } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { type ServiceServer, startService } from '../../support/service-server.js'
import { failureOf, testClient, until } from '../../support/upstream-client.js'

const LIMIT = 4_000_000

let service: ServiceServer
const words = Buffer.from('ten words '.repeat(1000))
const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/limit': (response) => response.end(Buffer.alloc(LIMIT)),
  '/above': (response) => response.end(Buffer.alloc(LIMIT + 1)),
  '/large': (response) => response.end(Buffer.alloc(10_000_000)),
  '/bomb': (response) => response.setHeader('content-encoding', 'gzip').end(bomb),
  '/gzip': (response) => response.setHeader('content-encoding', 'GZIP').end(gzipSync(words)),
  '/x-gzip': (response) => response.setHeader('content-encoding', 'x-gzip').end(gzipSync(words)),
  '/deflate': (response) => response.setHeader('content-encoding', 'deflate').end(deflateSync(words)),
  '/raw-deflate': (response) => response.setHeader('content-encoding', 'deflate').end(deflateRawSync(words)),
  '/br': (response) => response.setHeader('content-encoding', 'br').end(brotliCompressSync(words)),
  '/identity': (response) => response.setHeader('content-encoding', 'identity').end(words),
  '/no-gzip': (response) => response.setHeader('content-encoding', 'gzip').end(words),
  '/cut-gzip': (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(words).subarray(0, 40)),
  '/empty-gzip': (response) => response.setHeader('content-encoding', 'gzip').end(),
}
/** 20 MB in 20 kB. */
const bomb = gzipSync(Buffer.alloc(20_000_000))

beforeAll(async () => {
  service = await startService((request, response) => void answers[request.url ?? '']?.(response))
})
afterAll(() => service.close())

const client = () => testClient([service.url], { maxResponse: LIMIT })

describe('an answer that is read whole', () => {
  it('may be as large as max_response', async () => {
    expect((await client().text({ path: '/limit' })).length).toBe(LIMIT)
  })

  it.each(['/above', '/large', '/bomb'])('is refused above it: %s', async (path) => {
    const { text, client: under } = client()
    const error = await failureOf(text({ path }))
    expect(error).toMatchObject({ failure: 'too-large', maybeSent: true })
    expect(error.message).toBe('orders: the answer exceeds 4000000 bytes; raise max_response if it should be read')
    await until(() => under.state.running === 0)
  })

  it('is refused above it where it has come before it is read', async () => {
    const error = await failureOf(testClient([service.url], { maxResponse: 9_999 }).text({ path: '/identity' }))
    expect(error).toMatchObject({ failure: 'too-large', maybeSent: true })
  })

  it('is read no further than the limit', async () => {
    const { send, client: under } = client()
    const answer = await send({ path: '/large' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    // Nobody has asked for the body, so it waits in the connection.
    expect(under.state.running).toBe(1)
    answer.discard()
    await until(() => under.state.running === 0)
  })

  it.each(['/gzip', '/x-gzip', '/deflate', '/raw-deflate', '/br', '/identity'])('is inflated: %s', async (path) => {
    expect(await client().text({ path })).toBe(words.toString())
  })

  it.each(['/no-gzip', '/cut-gzip'])('is refused where its compression is broken: %s', async (path) => {
    const error = await failureOf(client().text({ path }))
    expect(error).toMatchObject({ failure: 'unreadable', message: 'orders: the answer is no whole gzip data' })
  })

  it('may be empty and say that it is compressed', async () => {
    expect(await client().text({ path: '/empty-gzip' })).toBe('')
  })
})

describe('an answer that is streamed', () => {
  const read = async (path: string) => Buffer.concat(await (await client().send({ path })).stream().toArray())

  it('may exceed max_response', async () => {
    expect((await read('/large')).length).toBe(10_000_000)
    expect((await read('/bomb')).length).toBe(20_000_000)
  })

  it.each(['/gzip', '/deflate', '/raw-deflate', '/br'])('is inflated: %s', async (path) => {
    expect((await read(path)).toString()).toBe(words.toString())
  })

  it('may be empty and say that it is compressed', async () => {
    expect((await read('/empty-gzip')).length).toBe(0)
  })

  it.each(['/no-gzip', '/cut-gzip'])('fails where its compression is broken: %s', async (path) => {
    expect(await failureOf(read(path))).toMatchObject({ failure: 'unreadable' })
  })

  it.each(['/large', '/bomb'])('ends its request where the reader gives up: %s', async (path) => {
    const { send, client: under } = client()
    const stream = (await send({ path })).stream()
    for await (const chunk of stream) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await until(() => under.state.running === 0)
  })
})
