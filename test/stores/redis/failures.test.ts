import { inspect } from 'node:util'
import type { Admission, NonceUse } from '../../../src/core/ports/admission.js'
import { seconds } from '../../../src/core/ports/clock.js'
import { admitted, replayed, someUse, verdicts } from '../../contracts/admission.contract.js'
import { until } from '../../support/process.js'
import type { RedisServer } from '../../support/redis.js'
import { outcomeOf, unavailable, useRedisBed, usualPatience } from '../../support/redis-bed.js'

/** The most time between the return of Redis and the first admitted call, in milliseconds. */
const BACK = 2000

const { clock, outages, server, cluster, gateway, closeDatabase } = useRedisBed()

/** The outcome of a use: the verdict, or the error. */
const outcome = (admission: Admission, nonce: NonceUse) => outcomeOf(admission, { nonce })

let attempts = 0

/** Waits until a fresh use is admitted; every try has a new nonce. @returns how long that took, in milliseconds */
async function back(admission: Admission, use: NonceUse): Promise<number> {
  const start = performance.now()
  await until(async () => {
    const verdict = await outcome(admission, { ...use, nonce: `attempt ${attempts++}` })
    return JSON.stringify(verdict) === JSON.stringify(admitted)
  })
  return performance.now() - start
}

describe('a Redis that does not answer', () => {
  test('gives 503 soon, and admits calls when it answers again', async () => {
    const redis = await server()
    const patient = await gateway([redis.url])
    const use = someUse(clock)
    expect(await verdicts(patient, [use])).toEqual([admitted])
    const admission = await gateway([redis.url], usualPatience)
    await back(admission, use)
    outages.length = 0
    redis.stall()
    const start = performance.now()
    const calls = Array.from({ length: 20 }, (_, index) => outcome(admission, { ...use, nonce: `stalled ${index}` }))
    expect(await Promise.all(calls)).toEqual(calls.map(() => unavailable))
    expect(performance.now() - start).toBeLessThan(1000)
    await until(() => outages.length > 0)
    const later = performance.now()
    expect(await outcome(admission, { ...use, nonce: 'later' })).toEqual(unavailable)
    expect(performance.now() - later).toBeLessThan(1000)
    redis.resume()
    expect(await back(admission, use)).toBeLessThan(BACK)
    expect(await verdicts(patient, [use])).toEqual([replayed])
    const name = `127.0.0.1:${redis.port}`
    expect(outages).toEqual([expect.stringMatching(`^${name} away: gives no answer;`), `${name} back`])
  })

  test('times out no call whose answer has arrived, however busy this process was', async () => {
    const redis = await server()
    const admission = await gateway([redis.url], usualPatience)
    const use = someUse(clock)
    await back(admission, use)
    const call = outcome(admission, { ...use, nonce: 'busy' })
    await new Promise(setImmediate)
    for (const end = performance.now() + 300; performance.now() < end; );
    expect(await call).toEqual(admitted)
  })

  test('may be unavailable when the gateway starts', async () => {
    const redis = await server()
    await redis.kill()
    const admission = await gateway([redis.url])
    const use = someUse(clock)
    expect(await outcome(admission, use)).toEqual(unavailable)
    expect(await outcome(admission, use)).toEqual(unavailable)
    await redis.start()
    expect(await back(admission, use)).toBeLessThan(BACK)
    expect(outages).toEqual([expect.stringMatching('away: refuses the connection;'), expect.stringMatching('back')])
  })

  test('may refuse the password, which is reported without the password', async () => {
    const redis = await server()
    await redis.ask((client) => client.config('SET', 'requirepass', 'the right one'))
    const admission = await gateway([redis.url.replace('//', '//:a-wrong-one@')])
    const error = await outcome(admission, someUse(clock))
    expect(error).toEqual(unavailable)
    await until(() => outages.length > 0)
    expect(outages).toEqual([expect.stringMatching('away: refuses the user or the password;')])
    expect(inspect([outages, error], { depth: 10, showHidden: true })).not.toContain('a-wrong-one')
  })
})

describe('a Redis that lost its data', () => {
  /** Each way deletes the recent nonces, and leaves a Redis that answers. */
  const ways: readonly (readonly [string, (redis: RedisServer) => Promise<unknown>])[] = [
    [
      'by kill -9',
      async (redis) => {
        await redis.kill()
        await redis.start()
      },
    ],
    [
      'by a restart from an old snapshot',
      async (redis) => {
        await redis.kill()
        await redis.start()
      },
    ],
    ['by FLUSHALL', (redis) => redis.ask((client) => client.flushall())],
    ['by eviction of everything', (redis) => redis.ask(async (client) => client.del(...(await client.keys('*'))))],
  ]

  test.each(ways)('%s admits no replay, and calls newer than the loss', async (way, lose) => {
    const redis = await server()
    const admission = await gateway([redis.url])
    const early = someUse(clock)
    const late = someUse(clock, { timestamp: seconds(clock) + 60 })
    expect(await verdicts(admission, [early])).toEqual([admitted])
    if (way.includes('snapshot')) await redis.ask((client) => client.save())
    expect(await verdicts(admission, [late])).toEqual([admitted])
    clock.advance(5000)
    await lose(redis)
    const loss = seconds(clock)
    // A call before the reconnect gets 503 as well; the test is about the answer afterwards.
    await until(async () => /lost/.test(JSON.stringify(await outcome(admission, early))))
    expect(await outcome(admission, early)).toMatchObject({ code: 503, retryAfter: loss + 61 - early.timestamp })
    expect(await outcome(admission, late)).toMatchObject({ code: 503, retryAfter: loss + 61 - late.timestamp })
    const at = (timestamp: number) => ({ ...someUse(clock), timestamp })
    expect(await outcome(admission, at(loss + 60))).toMatchObject({ code: 503, retryAfter: 1 })
    expect(await verdicts(admission, [at(loss + 61)])).toEqual([admitted])

    // Another process comes to the same conclusion, and time does not make old calls good.
    clock.advance(61_000)
    const other = await gateway([redis.url])
    for (const one of [admission, other])
      for (const use of [early, late]) expect(await outcome(one, use)).toMatchObject({ code: 503 })
    const now = someUse(clock)
    expect([await outcome(other, now), await outcome(admission, now)]).toEqual([admitted, replayed])
  })

  test('while no gateway ran is detected by the next one', async () => {
    const redis = await server()
    const use = someUse(clock)
    const first = await gateway([redis.url])
    await first.admit({ nonce: use })
    await first.close()
    await redis.ask((client) => client.flushall())
    expect(await outcome(await gateway([redis.url]), use)).toMatchObject({ code: 503, retryAfter: 61 })
  })

  test('is not what a new Redis counts as, however many gateways start at once', async () => {
    const redis = await server()
    const gateways = await Promise.all(Array.from({ length: 10 }, () => gateway([redis.url])))
    const use = someUse(clock)
    const given = await Promise.all(gateways.map((admission) => outcome(admission, use)))
    expect(given.filter((verdict) => JSON.stringify(verdict) === JSON.stringify(admitted))).toHaveLength(1)
    expect(given.filter((verdict) => JSON.stringify(verdict) === JSON.stringify(replayed))).toHaveLength(9)
  })

  test('answers 503 where a loss cannot be excluded', async () => {
    const redis = await server()
    const admission = await gateway([redis.url])
    await closeDatabase()
    expect(await outcome(admission, someUse(clock))).toEqual(unavailable)
  })
})

test('a node of a cluster that fails affects its own applications only', async () => {
  const { urls, nodes } = await cluster()
  const admission = await gateway(urls)
  const uses = Array.from({ length: 60 }, () => someUse(clock))
  expect(await verdicts(admission, uses)).toEqual(uses.map(() => admitted))
  const [node] = nodes
  await node?.kill()
  const given = await Promise.all(uses.map((use) => outcome(admission, { ...use, nonce: 'while away' })))
  const failed = uses.filter((_, index) => given[index] !== undefined && 'code' in Object(given[index]))
  expect(failed.length).toBeGreaterThan(0)
  expect(failed.length).toBeLessThan(uses.length)
  const lost = failed[0] ?? someUse(clock)
  await node?.start()
  const future = { ...lost, timestamp: seconds(clock) + 100 }
  expect(await back(admission, future)).toBeLessThan(BACK + 1000)
  expect(await outcome(admission, lost)).toMatchObject({ code: 503, retryAfter: expect.any(Number) })
  const others = uses.filter((use) => !failed.includes(use))
  expect(await verdicts(admission, others)).toEqual(others.map(() => replayed))
})
