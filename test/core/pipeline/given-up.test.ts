import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { defineMethod, z } from '../../../src/index.js'
import { drivers } from '../../cases/drivers/index.js'
import { readReply } from '../../cases/read-reply.js'
import { emptyShape } from '../../cases/trees.js'
import { until } from '../../support/process.js'
import { startTestServer, type TestServer } from '../../support/server.js'
import { array, faultIn, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

/** A handler that has begun, and the ways to end it. */
interface Run {
  readonly signal: AbortSignal
  readonly file: string | undefined
  end(): void
  fail(error: Error): void
}

const runs: Run[] = []

const common = { params: z.object({}), result: z.object({ done: z.string() }), files: ['file'] }

/** Begins a handler that ends when a test says so. */
function run({ signal, files }: { signal: AbortSignal; files: ReadonlyMap<string, { readonly path: string }> }) {
  return new Promise<{ done: string }>((resolve, reject) => {
    runs.push({ signal, file: files.get('file')?.path, end: () => resolve({ done: 'late' }), fail: reject })
  })
}

const read = defineMethod()({ ...common, name: 'slow.read', summary: 'Read', needs: { key: false }, run })
const write = defineMethod()({
  ...common,
  name: 'slow.write',
  summary: 'Write',
  needs: { key: false, post: true },
  run,
})

/** Never gets to run: the question before it is not answered. */
let touched = false
const touching = defineMethod()({
  ...common,
  name: 'slow.touching',
  summary: 'Touch',
  needs: { key: false },
  affects: async (invocation) => {
    await run(invocation)
    return []
  },
  run() {
    touched = true
    return { done: 'yes' }
  },
})

let fastFile = ''
const fast = defineMethod()({
  ...common,
  name: 'fast.signal',
  summary: 'Ask for the signal and end at once',
  needs: { key: false },
  run({ signal, files }) {
    fastFile = files.get('file')?.path ?? ''
    return { done: signal.aborted ? 'aborted' : 'not aborted' }
  },
})

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ methods: [read, write, touching, fast], settings: { CALL_TIMEOUT: '1' } })
})
afterEach(() => {
  for (const { end } of runs.splice(0)) end()
})
afterAll(() => server.stop())

const callLines = () =>
  server.log.map((line): Record<string, unknown> => JSON.parse(line)).filter(({ msg }) => msg === 'call')
const lastLine = () => callLines().at(-1)

describe.each(drivers.map((driver) => [driver.name, driver] as const))('%s', (_name, driver) => {
  test('gives up a method that takes too long with 503, and says what may have happened', async () => {
    const { target, init } = driver.say({ method: 'slow.write', pairs: [] }, undefined)
    const response = await fetch(server.url + target, init)
    const text = await response.text()
    const reply = { contentType: response.headers.get('content-type') ?? '', text }
    expect((driver.read ?? readReply)(reply, emptyShape)).toEqual({ code: 503 })
    expect(text).toContain('It may have changed something all the same')
    expect(runs).toHaveLength(1)
    expect(runs[0]?.signal.aborted).toBe(true)
    expect(runs[0]?.signal.reason).toMatchObject({ code: 503 })
    expect(lastLine()).toMatchObject({ method: 'slow.write', code: 503, reason: 'time over' })
  })
})

test('a method that only reads may be called again', async () => {
  const text = await (await fetch(`${server.url}/api/slow.read`)).text()
  expect(text).toContain('"code":"503"')
  expect(text).toContain('Try again later')
})

test('a handler does not begin once its call was given up', async () => {
  const text = await (await fetch(`${server.url}/api/slow.touching`)).text()
  expect(text).toContain('"code":"503"')
  runs[0]?.end()
  expect(await (await fetch(`${server.url}/api/fast.signal`)).text()).toContain('not aborted')
  expect(touched).toBe(false)
})

test('each call of a multicall is given up by itself, and the next one is made', async () => {
  const calls = ['slow.read', 'fast.signal', 'slow.write'].map((name) =>
    struct({ methodName: string(name), params: array() }),
  )
  const { text } = await postXml(server.url, methodCall('system.multicall', array(...calls)))
  expect(text.match(/<int>503<\/int>/g)).toHaveLength(2)
  expect(text).toContain('not aborted')
  expect(faultIn(text.slice(text.lastIndexOf('<struct>'))).message).toContain('unavailable')
  const inner = callLines().filter(({ method }) => /^(?:slow|fast)/.test(String(method)))
  expect(inner.slice(-3).map(({ code }) => code)).toEqual([503, 0, 503])
})

describe('a client that goes away', () => {
  /** Sends a request, waits until its handler runs, and closes the connection. */
  const leave = async (request: string) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(request)
    await until(() => runs.length > 0)
    expect(runs[0]?.signal.aborted).toBe(false)
    socket.destroy()
  }
  const post = (path: string, type: string, body: string) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

  test.each([
    ['REST', 'GET /api/slow.read HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['REST, while others of its connection wait', 'GET /api/slow.read HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20)],
    ['XML-RPC', post('/api/xmlrpc', 'text/xml', methodCall('slow.read'))],
  ])('ends the call over %s', async (_name, request) => {
    const before = callLines().length
    await leave(request)
    const begun = request.split('HTTP/1.1').length - 1
    await until(() => callLines().length === before + begun)
    for (const line of callLines().slice(before)) expect(line).toMatchObject({ code: 503, reason: 'client gone' })
    expect(runs.map(({ signal }) => signal.aborted)).toEqual(runs.map(() => true))
  })

  test('ends a multicall with the call that runs; the rest is not made', async () => {
    const calls = ['slow.read', 'slow.write', 'slow.write'].map((name) =>
      struct({ methodName: string(name), params: array() }),
    )
    const before = callLines().length
    await leave(post('/api/xmlrpc', 'text/xml', methodCall('system.multicall', array(...calls))))
    await until(() => callLines().length === before + 4)
    expect(
      callLines()
        .slice(before)
        .every(({ code, reason }) => code === 503 && reason === 'client gone'),
    ).toBe(true)
    expect(runs).toHaveLength(1)
  })
})

test('what goes wrong afterwards is logged under the id of the call', async () => {
  await fetch(`${server.url}/api/slow.read`)
  runs[0]?.fail(new Error('too late'))
  await until(() => server.log.some((line) => line.includes('too late')))
  const { id } = JSON.parse(server.log.find((line) => line.includes('too late')) ?? '{}')
  expect(lastLine()).toMatchObject({ id })
})

test('a handler that ends by its signal fails in silence', async () => {
  await fetch(`${server.url}/api/slow.read`)
  const { length } = server.log
  runs[0]?.fail(runs[0].signal.reason)
  await fetch(`${server.url}/api/fast.signal`)
  expect(server.log.slice(length).filter((line) => !line.includes('"call"'))).toEqual([])
})

test('files stay until the handler has ended', async () => {
  const upload = async (method: string) => {
    const form = new FormData()
    form.append('file', new Blob(['content']), 'file.txt')
    return (await fetch(`${server.url}/api/${method}`, { method: 'POST', body: form })).text()
  }
  expect(await upload('slow.write')).toContain('"code":"503"')
  const [handler] = runs
  const path = handler?.file ?? ''
  // By the time that the file of a later call is gone, that of this one would be.
  await upload('fast.signal')
  expect(fastFile).not.toBe('')
  await until(() => !existsSync(fastFile))
  expect(existsSync(path)).toBe(true)
  handler?.end()
  await until(() => !existsSync(path))
})
