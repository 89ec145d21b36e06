import { killChildren, startChild } from '../../support/child.js'
import { type RedisServer, startRedis } from '../../support/redis.js'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(async () => {
  killChildren()
  await server.remove()
})

/** When a call was sent and when it was answered, in Unix milliseconds; it was counted in between. */
interface Span {
  readonly sent: number
  readonly answered: number
}

/** Makes 2,000 calls against each limit from each of five processes. @returns the admitted calls */
async function admittedBy(...texts: readonly string[]): Promise<ReadonlyMap<string, readonly Span[]>> {
  const children = Array.from({ length: 5 }, () => startChild('take-limits', server.url, '2000', ...texts))
  await Promise.all(children.map((child) => child.ended()))
  expect(children.map((child) => child.lines.at(-1))).toEqual(Array(5).fill('done'))
  const spans = new Map<string, Span[]>(texts.map((text) => [text, []]))
  for (const line of children.flatMap((child) => child.lines)) {
    const [text = '', sent, answered] = line.split(' ')
    spans.get(text)?.push({ sent: Number(sent), answered: Number(answered) })
  }
  return spans
}

/** The most calls that were surely counted within some milliseconds. */
function mostWithin(milliseconds: number, spans: readonly Span[]): number {
  const counts = spans.map(
    ({ sent: start }) => spans.filter(({ sent, answered }) => sent >= start && answered <= start + milliseconds).length,
  )
  return Math.max(...counts)
}

const DAY = 86_400_000

test('five processes admit what one would: exactly the limit of a day, and no more of a window than it refills', async () => {
  const today = Math.floor(Date.now() / DAY)
  const admitted = await admittedBy('1000/d', '100/s')
  const ofDay = admitted.get('1000/d') ?? []
  const isOneDay = ofDay.every(({ answered }) => Math.floor(answered / DAY) === today)
  expect(isOneDay ? ofDay.length : 1000).toBe(1000)

  const ofSecond = admitted.get('100/s') ?? []
  const start = Math.min(...ofSecond.map(({ sent }) => sent))
  const end = Math.max(...ofSecond.map(({ answered }) => answered))
  expect(ofSecond.length).toBeGreaterThanOrEqual(100)
  expect(ofSecond.length).toBeLessThanOrEqual(100 + Math.ceil((end - start + 1) / 10))
  expect(mostWithin(200, ofSecond)).toBeLessThanOrEqual(100 + 20 + 1)
})
