import { seconds } from '../../../src/core/ports/clock.js'
import { counterName } from '../../../src/stores/counter-name.js'
import { admitted, replayed, someUse } from '../../contracts/admission.contract.js'
import { inShort, ofApp } from '../../contracts/counting.contract.js'
import type { RedisServer } from '../../support/redis.js'
import { useRedisBed } from '../../support/redis-bed.js'

const { clock, outages, server, gateway } = useRedisBed()

/** How many scripts a server has run. */
async function scriptsOf(redis: RedisServer): Promise<number> {
  const statistics = await redis.ask((client) => client.info('commandstats'))
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(statistics)?.[1] ?? 0)
}

test('concurrent calls share scripts of 128 calls at most, and each is counted', async () => {
  const redis = await server()
  const admission = await gateway([redis.url])
  const buckets = [ofApp('200/d')]
  await admission.admit({ buckets })
  const before = await scriptsOf(redis)
  const given = await Promise.all(Array.from({ length: 300 }, () => admission.admit({ buckets })))
  expect((await scriptsOf(redis)) - before).toBe(3)
  const left = given.slice(0, 199).map(({ allowances = [] }) => allowances[0]?.remaining)
  expect(left).toEqual(Array.from({ length: 199 }, (_, index) => 198 - index))
  expect(new Set(given.slice(199).map((verdict) => verdict.admitted))).toEqual(new Set([false]))
})

test('of concurrent calls, some with nonces and some without, each gets its own verdict', async () => {
  const admission = await gateway([(await server()).url])
  const nonce = someUse(clock)
  const buckets = [ofApp('3/d'), ofApp('9/d')]
  const old = { ...nonce, timestamp: seconds(clock) - 302, nonce: 'old' }
  await admission.admit({ nonce })
  const requests = [
    { buckets },
    { nonce },
    { nonce: { ...nonce, nonce: 'other' }, buckets },
    { nonce: old },
    { buckets },
  ]
  const given = await Promise.all([...requests, { buckets }].map((request) => admission.admit(request)))
  expect(given.map(inShort)).toEqual([[2, 8], 133, [1, 7], 134, [0, 6], 112])
})

test('a counter that another program has overwritten is counted locally, and affects no other call', async () => {
  const redis = await server()
  const admission = await gateway([redis.url])
  const [spoilt, sound] = [ofApp('3/d'), ofApp('3/d')]
  await redis.ask((client) => client.set(`{babelgate}:limit:${counterName(spoilt)}`, 'not a counter'))
  const nonce = someUse(clock)
  const given = await Promise.all([
    admission.admit({ buckets: [spoilt] }),
    admission.admit({ buckets: [sound] }),
    admission.admit({ nonce }),
  ])
  expect(given).toEqual([
    expect.objectContaining({ admitted: true, local: true }),
    { admitted: true, allowances: [expect.objectContaining({ remaining: 2 })] },
    admitted,
  ])
  expect(await admission.admit({ nonce })).toEqual(replayed)
  expect(outages).toEqual([expect.stringMatching('away: ')])
})
