import fc from 'fast-check'
import { Redis } from 'ioredis'
import { parseLimits } from '../../../src/core/limits/limit.js'
import type { Admission, Bucket } from '../../../src/core/ports/admission.js'
import { createMemoryAdmission } from '../../../src/stores/memory/admission.js'
import { createLimitedAdmission } from '../../../src/stores/memory/limited-admission.js'
import { RedisAdmission } from '../../../src/stores/redis/admission.js'
import { openRedis } from '../../../src/stores/redis/connection.js'
import { readScript } from '../../../src/stores/redis/script.js'
import { usualWindow } from '../../contracts/admission.contract.js'
import { ofAddress, ofApp, someKey } from '../../contracts/counting.contract.js'
import { MovingClock } from '../../support/moving-clock.js'
import { type RedisServer, startRedis } from '../../support/redis.js'

/** The script by a clock that stands still until the test moves it, so keys must not go by the clock of Redis. */
const timed = readScript('admit')
  .text.replace("redis.call('TIME')", "redis.call('HMGET', 'time', 's', 'us')")
  .replace("'PX', lifetimes[index]", "'PX', lifetimes[index] + 1000000")

class TimedRedis extends Redis {
  override evalsha = (_sha: string | Buffer, ...rest: readonly unknown[]): Promise<unknown> =>
    Reflect.apply(this.eval, this, [timed, ...rest])
}

let server: RedisServer
let client: TimedRedis
let shared: Admission
const clock = new MovingClock(Date.UTC(2026, 0, 1, 23, 0))
const own = createLimitedAdmission(createMemoryAdmission(usualWindow, clock), clock)

beforeAll(async () => {
  server = await startRedis()
  client = new TimedRedis(server.url)
  const redis = openRedis([server.url], { down: () => undefined, up: () => undefined })
  const ledger = { isRecorded: async () => false, record: async () => undefined }
  const dependencies = { ledger, window: usualWindow, clock, timeout: 10_000 }
  shared = new RedisAdmission({ ...dependencies, redis: { ...redis, client, close: () => redis.close() } })
})
afterAll(async () => {
  await shared.close()
  client.disconnect()
  await server.remove()
})

async function advance(milliseconds: number): Promise<void> {
  clock.advance(milliseconds)
  const now = clock.now()
  await client.hset('time', { s: Math.floor(now / 1000), us: (now % 1000) * 1000 })
}

const limit = fc.oneof(
  fc.tuple(
    fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 999_999_999 })),
    fc.constantFrom('s', 'm', 'h'),
  ),
  fc.tuple(fc.integer({ min: 1, max: 12 }), fc.constant('d')),
)
const limits = fc.array(limit, { minLength: 1, maxLength: 3 }).map((all) => all.map((one) => one.join('/')).join())
const step = fc.record({
  pause: fc.oneof(fc.constant(0), fc.integer({ max: 40, min: 0 }), fc.integer({ max: 5_000_000, min: 0 })),
  cost: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 20 })),
  which: fc.constantFrom<readonly ('address' | 'app')[]>(['address'], ['app'], ['address', 'app']),
})

test('Redis and the counters in memory agree about every call, however time passes', async () => {
  const outcomes = new Set<string>()
  await fc.assert(
    fc.asyncProperty(limits, limits, fc.array(step, { maxLength: 60 }), async (forAddress, forApp, steps) => {
      const [address, app] = [someKey(), someKey()]
      for (const { pause, cost, which } of steps) {
        await advance(pause)
        const all: Readonly<Record<'address' | 'app', Bucket>> = {
          address: ofAddress(forAddress, address, cost),
          app: ofApp(forApp, app, cost),
        }
        const buckets = which.map((name) => all[name])
        const [theirs, ours] = [await shared.admit({ buckets }), await own.admit({ buckets })]
        expect(theirs).toEqual(ours)
        outcomes.add(theirs.admitted ? 'admitted' : theirs.fault)
      }
    }),
    { numRuns: 100 },
  )
  expect([...outcomes].sort()).toEqual(['address-over-limit', 'admitted', 'application-over-limit'])
})

test.each(['7/s', '7000/s', '999999/s', '999999999/s', '13/h', '50/s,1000/m,20000/h'])(
  'a burst of %s is exact, however odd its parts are',
  async (text) => {
    const most = Math.min(...parseLimits(text).map(({ count }) => count))
    const key = someKey()
    const take = (cost: number) => shared.admit({ buckets: [ofApp(text, key, cost)] })
    await advance(1000)
    for (let taken = 0; taken < 7; taken++) expect((await take(Math.floor(most / 7))).admitted).toBe(true)
    const rest = most - 7 * Math.floor(most / 7)
    if (rest > 0) expect((await take(rest)).admitted).toBe(true)
    expect((await take(1)).admitted).toBe(false)
  },
)
