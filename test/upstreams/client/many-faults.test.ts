import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { startRawService } from '../../support/service-server.js'
import { type TestClient, testClient, until } from '../../support/upstream-client.js'

const CALLS = 1500
const CONNECTIONS = 6

/** Numbers from 0 to 1 that are the same in each run (a linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'
/** What the service does with a request. */
const deeds: readonly ((socket: Socket) => void)[] = [
  ...Array<(socket: Socket) => void>(6).fill((socket) => socket.write(ok)),
  (socket) => void setTimeout(() => socket.write(ok), 40),
  (socket) => socket.write('HTTP/1.1 503 Not Now\r\ncontent-length: 0\r\n\r\n'),
  (socket) => socket.write('HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n'),
  (socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n${'x'.repeat(200_000)}`),
  (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhell'),
  (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello'),
  (socket) => socket.end(ok),
  (socket) => socket.write(ok + ok),
  (socket) => socket.write('nonsense\r\n\r\n'),
  (socket) => socket.end(),
  (socket) => socket.resetAndDestroy(),
  () => {},
]

/** Makes one call of any kind and reads its answer in any way. */
async function callSomehow({ send }: TestClient, random: () => number): Promise<void> {
  const controller = new AbortController()
  if (random() < 0.2) setTimeout(() => controller.abort(new Error('client gone')), random() * 60)
  const body = random() < 0.3 ? { open: () => Readable.from([Buffer.from('abc')]), length: 3 } : undefined
  const options = { timeout: 20 + random() * 200, retries: 2, idempotent: random() < 0.5 }
  const request = { verb: body === undefined ? 'GET' : 'PUT', body }
  const answer = await send(request, { signal: controller.signal }, options)
  const way = random()
  if (way < 0.5) await answer.bytes()
  else if (way < 0.7) answer.discard()
  else if (way < 0.8) answer.stream().destroy()
  else if (way < 0.95) await answer.stream().toArray()
}

it('a client outlives whatever a service does, and holds on to nothing', async () => {
  const random = numbers(7)
  let isHealthy = false
  let [open, most] = [0, 0]
  const service = await startRawService(
    (socket) => (isHealthy ? socket.write(ok) : deeds[Math.floor(random() * deeds.length)]?.(socket)),
    (socket) => {
      most = Math.max(most, ++open)
      socket.on('close', () => open--)
    },
  )
  const test = testClient([service.url], { connections: CONNECTIONS, maxResponse: 100_000 })
  const outcomes = new Map<string, number>()
  const settled = Array.from({ length: CALLS }, async (_, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * 2))
    const outcome = await callSomehow(test, random).then(
      () => 'answered',
      (error) => error.failure ?? error.message,
    )
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  })
  await Promise.all(settled)
  const expected = ['answered', 'client gone', 'reset', 'timeout', 'too-large', 'unavailable', 'unreadable']
  expect([...outcomes.keys()].sort()).toEqual(expected)
  await until(() => test.client.state.running === 0)
  expect(test.client.state).toMatchObject({ running: 0, queued: 0 })
  // A connection that was given up may be seen open for a moment beside the one that follows it.
  expect(most).toBeLessThanOrEqual(CONNECTIONS * 2)
  isHealthy = true
  const healthy = await Promise.all(Array.from({ length: CONNECTIONS * 3 }, () => test.text()))
  expect(healthy).toEqual(Array(CONNECTIONS * 3).fill('hello'))
  await test.client.close()
  await until(() => open === 0)
  await service.close()
})
