import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { type FileResult, file } from '../../../src/core/files/file-result.js'
import { until } from '../../support/process.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'

const chunk = Buffer.alloc(64 * 1024, 'The quick brown fox jumps over the lazy dog. ')
const bytes = Buffer.from('a,b\n1,é\n')
const contentType = 'text/csv; charset=utf-8'

/** The last stream that a handler gave. */
let last: Readable
/** Chunks that were asked of the last stream. */
let asked = 0
/** What is done when the next chunk of `file.stepwise` is asked for. */
let step: (stream: Readable) => void

const stepwise = () => {
  last = new Readable({
    read() {
      asked++
      step(this)
    },
  })
  return last
}

const methods: Readonly<Record<string, () => FileResult>> = {
  'file.bytes': () => ({ contentType, content: bytes, name: 'totals.csv' }),
  'file.stream': () => ({ contentType, content: Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]) }),
  'file.known': () => ({ contentType, length: bytes.length, content: Readable.from([bytes]) }),
  'file.text': () => ({ contentType, content: Readable.from(['a,b\n', '1,é\n']) }),
  'file.empty': () => ({ contentType, content: Readable.from([]) }),
  'file.stepwise': () => ({ contentType, content: stepwise() }),
  'file.measured': () => ({ contentType, length: 3 * chunk.length, content: stepwise() }),
  'file.inline': () => ({ contentType: 'text/html', inline: true, name: 'a.html', content: Buffer.from('<p>') }),
  'file.unnamed': () => ({ contentType: 'text/html', inline: true, content: Buffer.from('<p>') }),
  'file.foreign': () => ({ contentType, name: 'Öl "50%"/x.csv', content: bytes }),
  'file.wrong': () => ({ contentType: 'no media type', content: bytes }),
}

const defined = Object.entries(methods).map(([name, run]) =>
  defineMethod()({
    name,
    summary: 'Give a file',
    needs: { key: false },
    params: z.object({}),
    result: file(),
    run,
  }),
)

const sendBack = defineMethod()({
  name: 'file.back',
  summary: 'Give an uploaded file back',
  needs: { key: false, post: true },
  params: z.object({}),
  files: ['upload'],
  result: file(),
  run: ({ files }) => ({ contentType, content: createReadStream(files.get('upload')?.path ?? '') }),
})

let server: TestServer
let key: string
beforeAll(async () => {
  const settings = { LIMIT_APP: '1000/h', CORS_ORIGINS: 'https://page.example' }
  server = await startTestServer({ methods: [...defined, sendBack], settings })
  const owner = await createUser(server.services, 'ada')
  key = (await createApp(server.services, owner)).key
})
beforeEach(() => {
  asked = 0
})
afterAll(() => server.stop())

/** Every address of a method by REST, in both dialects. */
const addresses = (method: string) => [`/api/${method}`, `/api/${method}/xml`, `/api/${method}/php`, `/rpc/${method}`]

const lineOf = async (id: string | null) => {
  const find = () =>
    server.log
      .join('')
      .split('\n')
      .find((line) => line.includes(`"${id}"`) && line.includes('"call"'))
  await until(() => find() !== undefined)
  return JSON.parse(find() ?? '{}')
}

test.each(['file.bytes', 'file.stream', 'file.known', 'file.text'])(
  '%s is the body, whatever the format',
  async (name) => {
    for (const address of addresses(name)) {
      const response = await fetch(server.url + address, { headers: { 'Accept-Encoding': 'gzip' } })
      expect([response.status, Buffer.from(await response.arrayBuffer())]).toEqual([200, bytes])
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': contentType,
        'content-disposition': name === 'file.bytes' ? 'attachment; filename="totals.csv"' : 'attachment',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'x-request-id': expect.any(String),
      })
      const length = name === 'file.bytes' || name === 'file.known' ? String(bytes.length) : null
      expect(response.headers.get('content-length')).toBe(length)
      const line = await lineOf(response.headers.get('x-request-id'))
      expect(line).toMatchObject({ method: name, code: 0, status: 200, bytes: bytes.length })
    }
  },
)

test('an empty stream is an empty body', async () => {
  const response = await fetch(`${server.url}/rpc/file.empty`)
  expect([response.status, await response.text()]).toEqual([200, ''])
})

test('the headers of limits and of CORS are those of other answers', async () => {
  const headers = { Origin: 'https://page.example', 'X-Api-Key': key }
  const response = await fetch(`${server.url}/rpc/file.stream`, { headers })
  await response.arrayBuffer()
  expect(response.headers.get('ratelimit')).toMatch(/^"app"/)
  expect(response.headers.get('access-control-allow-origin')).toBe('https://page.example')
  expect(response.headers.get('access-control-expose-headers')).toMatch(/RateLimit.*Content-Disposition/)
})

test('a file that browsers show is sandboxed; names beyond ASCII are encoded', async () => {
  const { headers } = await fetch(`${server.url}/rpc/file.inline`)
  expect(headers.get('content-disposition')).toBe('inline; filename="a.html"')
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect((await fetch(`${server.url}/rpc/file.unnamed`)).headers.get('content-disposition')).toBe('inline')
  const foreign = await fetch(`${server.url}/rpc/file.foreign`)
  expect(foreign.headers.get('content-disposition')).toBe(
    `attachment; filename="_l _50___x.csv"; filename*=UTF-8''%C3%96l%20%2250%25%22_x.csv`,
  )
  expect(foreign.headers.has('content-security-policy')).toBe(false)
})

test('HEAD has the headers, and the stream is closed unread', async () => {
  const known = await fetch(`${server.url}/rpc/file.known`, { method: 'HEAD' })
  expect(known.headers.get('content-length')).toBe(String(bytes.length))
  const whole = await fetch(`${server.url}/api/file.bytes`, { method: 'HEAD' })
  expect(whole.headers.get('content-length')).toBe(String(bytes.length))
  const measured = await fetch(`${server.url}/rpc/file.measured`, { method: 'HEAD' })
  expect([measured.status, measured.headers.get('content-type'), await measured.text()]).toEqual([200, contentType, ''])
  expect([asked, last.destroyed]).toEqual([0, true])
  expect(await lineOf(measured.headers.get('x-request-id'))).toMatchObject({ code: 0, status: 200, bytes: 0 })
})

describe('a source that fails', () => {
  test.each(['file.stepwise', 'file.measured'])('before the first byte is a fault: %s', async (name) => {
    step = (stream) => stream.destroy(new Error('the disk is gone'))
    const native = await fetch(`${server.url}/rpc/${name}`)
    expect([native.status, native.headers.get('content-type')]).toEqual([500, 'application/problem+json'])
    const old = await fetch(`${server.url}/api/${name}/json`)
    expect(await old.json()).toMatchObject({ api: { status: 'error', code: '500' } })
    expect(server.log.join('')).toContain('the disk is gone')
  })

  test('with a wrong description is a fault', async () => {
    expect((await fetch(`${server.url}/rpc/file.wrong`)).status).toBe(500)
    expect(server.log.join('')).toContain('result.contentType must be a media type')
  })

  test.each<[what: string, method: string, end: (stream: Readable) => void, reason: string]>([
    ['in the middle', 'file.stepwise', (stream) => stream.destroy(new Error('torn in two')), 'torn in two'],
    ['in the middle of a known length', 'file.measured', (stream) => stream.destroy(new Error('torn too')), 'torn too'],
    ['with too few bytes', 'file.measured', (stream) => stream.push(null), 'has 65536 of the 196608 bytes'],
    [
      'with too many',
      'file.measured',
      (stream) => stream.push(Buffer.alloc(200_000)),
      'has more than the 196608 bytes',
    ],
  ])('%s cuts the connection', async (_what, method, end, reason) => {
    step = (stream) => (asked === 1 ? stream.push(chunk) : end(stream))
    const response = await fetch(`${server.url}/rpc/${method}`)
    expect(response.status).toBe(200)
    await expect(response.arrayBuffer()).rejects.toThrow('terminated')
    expect(last.destroyed).toBe(true)
    const line = await lineOf(response.headers.get('x-request-id'))
    expect(line).toMatchObject({ code: 500, reason: 'file broken off', status: 200, bytes: chunk.length })
    expect(server.log.join('')).toContain(reason)
  })

  test('resets a connection of HTTP/1.0, where the end of the body is that of the connection', async () => {
    step = (stream) => {
      if (asked === 1) stream.push(chunk)
      else setTimeout(() => stream.destroy(new Error('gone')), 50)
    }
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.write('GET /rpc/file.stepwise HTTP/1.0\r\n\r\n')
    socket.resume()
    const [error] = await once(socket, 'error')
    expect(error).toMatchObject({ code: 'ECONNRESET' })
  })
})

test.each<[what: string, next: (stream: Readable) => void]>([
  ['gives bytes', (stream) => void stream.push(chunk)],
  ['waits', () => undefined],
])('a client that goes away closes a source that %s', async (_what, next) => {
  step = (stream) => (asked === 1 ? stream.push(chunk) : next(stream))
  const controller = new AbortController()
  const response = await fetch(`${server.url}/rpc/file.stepwise`, { signal: controller.signal })
  expect(last.destroyed).toBe(false)
  controller.abort()
  await until(() => last.destroyed)
  const line = await lineOf(response.headers.get('x-request-id'))
  expect(line).toMatchObject({ code: 503, reason: 'client gone' })
})

test('a client that goes away while its answer waits behind another closes the source', async () => {
  step = (stream) => void stream.push(chunk)
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined)
  const request = 'GET /rpc/file.stepwise HTTP/1.1\r\nHost: x\r\n\r\n'
  socket.write(request)
  await until(() => asked > 0)
  const first = last
  socket.write(request)
  await until(() => last !== first)
  socket.destroy()
  await until(() => first.destroyed && last.destroyed)
})

test('a client that does not read stops the source', async () => {
  // Later, so that a source that nothing stops leaves time for this test.
  step = (stream) => void setImmediate(() => stream.push(chunk))
  // The buffers of both ends of a connection take some megabytes.
  const limit = 32 * 1024 * 1024
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined)
  socket.pause()
  socket.write('GET /rpc/file.stepwise HTTP/1.1\r\nHost: x\r\n\r\n')
  await until(() => asked > 0)
  let before = -1
  while (before !== asked && asked * chunk.length < limit) {
    before = asked
    await new Promise((done) => setTimeout(done, 200))
  }
  expect(asked * chunk.length).toBeLessThan(limit)
  const stopped = asked
  socket.resume()
  await until(() => asked > stopped)
  socket.destroy()
  await until(() => last.destroyed)
})

test('100 MB go through with flat memory', async () => {
  const count = 1600
  step = (stream) => void stream.push(asked > count ? null : Buffer.from(chunk))
  const hash = createHash('md5')
  const start = bytesInUse()
  const response = await fetch(`${server.url}/rpc/file.stepwise`)
  let most = 0
  let received = 0
  for await (const part of response.body ?? []) {
    hash.update(part)
    // Ten times on the way.
    if (Math.floor(received / 1e7) < Math.floor((received + part.length) / 1e7)) most = Math.max(most, bytesInUse())
    received += part.length
  }
  const sent = createHash('md5')
  for (let at = 0; at < count; at++) sent.update(chunk)
  expect([received, hash.digest('hex')]).toEqual([count * chunk.length, sent.digest('hex')])
  expect(most).toBeGreaterThan(0)
  expect(most - start).toBeLessThan(32 * 1024 * 1024)
})

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** The memory that buffers take once those that nobody refers to are gone. */
function bytesInUse(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

test('an uploaded file may be the answer, although it is deleted when the call has ended', async () => {
  const body = new FormData()
  const sent = new Uint8Array(Buffer.concat(Array.from({ length: 20 }, () => chunk)))
  body.set('upload', new Blob([sent]), 'a.bin')
  const response = await fetch(`${server.url}/rpc/file.back`, { method: 'POST', body })
  expect(response.status).toBe(200)
  expect(Buffer.from(await response.arrayBuffer()).equals(sent)).toBe(true)
})

test('a stop waits for a file that is being sent', async () => {
  const own = await startTestServer({ methods: defined })
  step = (stream) => void stream.push(chunk)
  const response = await fetch(`${own.url}/rpc/file.stepwise`)
  let stopped = false
  const stopping = own.stop().then(() => {
    stopped = true
  })
  await new Promise((done) => setTimeout(done, 200))
  expect(stopped).toBe(false)
  step = (stream) => void stream.push(null)
  expect((await response.arrayBuffer()).byteLength % chunk.length).toBe(0)
  await stopping
})
