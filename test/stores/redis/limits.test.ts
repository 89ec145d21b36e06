import { createNodeCount } from '../../../src/stores/redis/node-count.js'
import { admitted, replayed, someUse, tooOld } from '../../contracts/admission.contract.js'
import { inShort, ofAddress, ofApp, times } from '../../contracts/counting.contract.js'
import { until } from '../../support/process.js'
import type { RedisServer } from '../../support/redis.js'
import { outcomeOf, unavailable, useRedisBed, usualPatience } from '../../support/redis-bed.js'

const { clock, outages, server, cluster, connect, gateway, closeDatabase, atEnd } = useRedisBed()

describe('one Redis', () => {
  test('refuses for the first of 134, 133, 113 and 112', async () => {
    const admission = await gateway([(await server()).url])
    const latest = someUse(clock, { timestamp: Math.floor(clock.now() / 1000) + 60 })
    const [address, app] = [ofAddress('1/d'), ofApp('1/d', latest.key)]
    expect(await times(1, admission, { nonce: latest, buckets: [address, app] })).toEqual([[0, 0]])
    const old = { ...latest, timestamp: latest.timestamp - 301 }
    const fresh = { ...latest, nonce: 'fresh' }
    expect(await admission.admit({ nonce: old, buckets: [address, app] })).toEqual(tooOld)
    expect(await admission.admit({ nonce: latest, buckets: [address, app] })).toEqual(replayed)
    expect(await times(1, admission, { nonce: fresh, buckets: [address, app] })).toEqual([113])
    expect(await times(1, admission, { nonce: fresh, buckets: [ofAddress('1/d'), app] })).toEqual([112])
    expect(await times(2, admission, { nonce: fresh })).toEqual([[], 133])
  })

  test('counts calls without a nonce also where the nonce store is not verified', async () => {
    const { url } = await server()
    const admission = await gateway([url])
    await closeDatabase()
    const buckets = [ofApp('3/d')]
    expect(await outcomeOf(admission, { nonce: someUse(clock) })).toEqual(unavailable)
    expect(await times(2, admission, { buckets })).toEqual([[2], [1]])
    expect(await times(2, await gateway([url]), { buckets })).toEqual([[0], 112])
    expect(outages).toEqual([])
  })

  test('whose script cache was flushed counts every call', async () => {
    const redis = await server()
    const admission = await gateway([redis.url])
    const buckets = [ofApp('1000/d')]
    const calls: (Promise<unknown> | unknown)[] = []
    for (let round = 0; round < 5; round++) {
      calls.push(...Array.from({ length: 40 }, () => admission.admit({ buckets })))
      await redis.ask((client) => client.script('FLUSH'))
    }
    await Promise.all(calls)
    expect(await times(1, admission, { buckets })).toEqual([[799]])
    expect(outages).toEqual([])
  })
})

describe('while Redis is unavailable', () => {
  /** Each way makes Redis unavailable. @returns the function that restores it */
  const ways: readonly (readonly [string, (redis: RedisServer) => Promise<() => Promise<void> | void>])[] = [
    [
      'killed',
      async (redis) => {
        await redis.kill()
        return redis.start
      },
    ],
    [
      'stalled',
      async (redis) => {
        redis.stall()
        return redis.resume
      },
    ],
  ]

  test.each(ways)(
    '(%s) each gateway admits its part, at once, and counts together again when it is back',
    async (_way, take) => {
      const redis = await server()
      const first = await gateway([redis.url])
      await times(2, first, { buckets: [ofApp('5/d')] })
      const second = await gateway([redis.url], usualPatience)
      // Its first heartbeat is answered before its second call.
      await times(3, second, { buckets: [ofApp('5/d')] })
      const giveBack = await take(redis)

      const buckets = [ofApp('1001/d')]
      const start = performance.now()
      const given = await times(600, second, { buckets })
      // Without a breaker each would wait for 80 ms, together for 48 s.
      expect(performance.now() - start).toBeLessThan(3000)
      expect(given.filter((one) => one !== 112)).toHaveLength(500)
      expect(await outcomeOf(second, { nonce: someUse(clock), buckets: [ofApp('5/d')] })).toEqual(unavailable)
      await until(() => outages.length >= 2)

      await giveBack()
      const shared = [ofApp('5/d')]
      const asked = performance.now()
      await until(
        async () =>
          inShort(await first.admit({ buckets: [ofApp('5/d')] })) !== 112 &&
          outages.some((line) => / back$/.test(line)),
      )
      expect(performance.now() - asked).toBeLessThan(2000)
      await until(() => outages.length === 4)
      expect(await times(3, second, { buckets: shared })).toEqual([[4], [3], [2]])
      expect(await times(3, first, { buckets: shared })).toEqual([[1], [0], 112])
      const name = `127.0.0.1:${redis.port}`
      expect(outages.filter((line) => line.startsWith(`${name} away: `))).toHaveLength(2)
      expect(outages.filter((line) => line === `${name} back`)).toHaveLength(2)
    },
  )

  test('calls are refused or admitted as configured, and nonces are always refused', async () => {
    const redis = await server()
    const [refusing, open] = await Promise.all(
      (['refuse', 'open'] as const).map((without) => gateway([redis.url], 10_000, without)),
    )
    if (refusing === undefined || open === undefined) throw new Error('two gateways')
    const buckets = [ofAddress('3/d'), ofApp('3/d')]
    expect(await times(1, refusing, { buckets })).toEqual([[2, 2]])
    await redis.kill()
    for (let call = 0; call < 5; call++) {
      expect(await outcomeOf(refusing, { buckets })).toEqual(unavailable)
      expect(await outcomeOf(open, { buckets })).toEqual({ ...admitted, local: true })
      for (const one of [refusing, open])
        expect(await outcomeOf(one, { nonce: someUse(clock), buckets })).toEqual(unavailable)
    }
    expect(await outcomeOf(refusing, { buckets: [] })).toEqual(admitted)
    await redis.start()
    const counted = { buckets: [ofApp('2/d')] }
    const over = expect.objectContaining({ fault: 'application-over-limit' })
    for (const one of [open, refusing]) await until(async () => over.asymmetricMatch(await outcomeOf(one, counted)))
  })

  test('one call waits for an overdue answer, and further ones fail at once', async () => {
    const redis = await server()
    const admission = await gateway([redis.url], usualPatience)
    const buckets = [ofApp('1000/d')]
    await admission.admit({ buckets })
    redis.stall()
    await admission.admit({ buckets })
    const start = performance.now()
    await times(20, admission, { buckets })
    expect(performance.now() - start).toBeLessThan(500)
  })

  test('or answers with errors only, that is reported like any outage', async () => {
    const redis = await server()
    const admission = await gateway([redis.url])
    await redis.ask((client) => client.config('SET', 'maxmemory', '1'))
    expect(await times(3, admission, { buckets: [ofApp('2/d')] })).toEqual([[1], [0], 112])
    expect(outages).toEqual([expect.stringMatching(/away: OOM/)])
    await redis.ask((client) => client.config('SET', 'maxmemory', '0'))
    await until(async () => {
      await admission.admit({ buckets: [ofApp('2/d')] })
      return outages.length > 1
    })
    expect(outages[1]).toMatch(/ back$/)
  })
})

test('gateways are counted by their heartbeats', async () => {
  const { url } = await server()
  const counts = await Promise.all(Array.from({ length: 3 }, async () => createNodeCount(await connect([url]), 20)))
  atEnd(() => counts.forEach((count) => void count.stop()))
  expect(counts.map((count) => count.count())).toEqual([1, 1, 1])
  for (const count of counts) count.start()
  await until(() => counts.every((count) => count.count() === 3))
  counts[0]?.stop()
  await until(() => counts.slice(1).every((count) => count.count() === 2))
})

test('on a cluster only the counters of a lost node are counted locally', async () => {
  const { urls, nodes } = await cluster()
  const admission = await gateway(urls)
  const requests = Array.from({ length: 40 }, () => ({ buckets: [ofAddress('9/d'), ofApp('9/d')] }))
  const local = async () => {
    const verdicts = await Promise.all(requests.map((request) => admission.admit(request)))
    return verdicts.filter((verdict) => verdict.local === true).length
  }
  expect(await local()).toBe(0)
  await nodes[0]?.kill()
  await until(() => outages.length > 0)
  const counted = await local()
  expect(counted).toBeGreaterThan(0)
  expect(counted).toBeLessThan(requests.length)
})

test('on a cluster reverts what was counted where the nonce cannot be checked', async () => {
  const { urls, nodes } = await cluster()
  const admission = await gateway(urls)
  const uses = Array.from({ length: 40 }, () => someUse(clock))
  const addresses = uses.map(() => ofAddress('9/d'))
  const requests = uses.map((nonce, index) => ({ nonce, buckets: addresses.slice(index, index + 1) }))
  for (const request of requests) expect(await outcomeOf(admission, request)).toMatchObject(admitted)
  await nodes[0]?.kill()
  const again = requests.map(({ nonce, buckets }) => ({ nonce: { ...nonce, nonce: 'again' }, buckets }))
  const given: unknown[] = []
  for (const request of again) given.push(await outcomeOf(admission, request))
  const left: unknown[] = []
  for (const { buckets } of requests) left.push(...(await times(1, admission, { buckets })))
  // The counts of the lost node start at zero here; those of other nodes were reverted.
  const refused = given.flatMap((one, index) => ('code' in Object(one) ? [left[index]] : []))
  const passed = given.flatMap((one, index) => ('code' in Object(one) ? [] : [left[index]]))
  expect(refused.length).toBeGreaterThan(0)
  expect(passed.length).toBeGreaterThan(0)
  expect(new Set(refused.map(String))).toEqual(new Set(['7', '8']))
  expect(new Set(passed.map(String))).toEqual(new Set(['6', '7']))
})
