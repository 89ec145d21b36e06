import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { NonceWindow } from '../../../src/core/ports/admission.js'
import { RedisAdmission } from '../../../src/stores/redis/admission.js'
import { openRedis } from '../../../src/stores/redis/connection.js'
import { createNonceStoreLedger } from '../../../src/stores/sql/nonces/nonce-store-ledger.js'
import {
  admissionContract,
  admitted,
  replayed,
  someUse,
  usualWindow,
  verdicts,
} from '../../contracts/admission.contract.js'
import { countingContract, ofAddress, ofApp } from '../../contracts/counting.contract.js'
import { sqliteDatabase } from '../../support/databases.js'
import { MovingClock } from '../../support/moving-clock.js'
import { type RedisServer, startRedis, startRedisCluster } from '../../support/redis.js'

interface Place {
  readonly urls: readonly string[]
  readonly nodes: readonly RedisServer[]
  remove(): Promise<void>
}

const places: readonly (readonly [string, () => Promise<Place>])[] = [
  [
    'one Redis',
    async () => {
      const server = await startRedis()
      return { urls: [server.url], nodes: [server], remove: server.remove }
    },
  ],
  ['a Redis Cluster of three nodes', startRedisCluster],
]

describe.each(places)('on %s', (_name, start) => {
  const clock = new MovingClock(Date.now())
  const closers: (() => Promise<void>)[] = []
  let place: Place
  let database: Awaited<ReturnType<typeof sqliteDatabase>>

  const open = async (window: NonceWindow) => {
    const redis = openRedis(place.urls, { down: () => undefined, up: () => undefined })
    const ledger = createNonceStoreLedger(database.sql)
    // A long timeout, since the machine may be busy; other tests cover timeouts.
    const admission = new RedisAdmission({ redis, ledger, window, clock, timeout: 10_000 })
    closers.push(() => admission.close())
    return admission
  }
  beforeAll(async () => {
    place = await start()
    database = await sqliteDatabase()
  })
  afterAll(async () => {
    for (const close of closers) await close()
    await database.remove()
    await place.remove()
  })

  admissionContract(() => ({ clock, open }))
  countingContract(() => ({ clock, open }))

  const keys = async () => {
    const names: [RedisServer, string][] = []
    for (const node of place.nodes)
      for (const name of await node.ask((redis: Redis) => redis.keys('*'))) names.push([node, name])
    return names
  }

  test('every key expires, except the marker', async () => {
    const nonce = someUse(clock)
    const buckets = [ofAddress('50/s,1000/m'), ofApp('10/m', nonce.key)]
    expect(await (await open(usualWindow)).admit({ nonce, buckets })).toMatchObject(admitted)
    const lifetimes: number[] = []
    for (const [node, name] of await keys()) {
      const lifetime = await node.ask((redis) => redis.pttl(name))
      if (/^\{babelgate(?:-[0-9a-f])?\}:marker$/.test(name)) expect(lifetime).toBe(-1)
      else lifetimes.push(lifetime)
    }
    expect(lifetimes.length).toBeGreaterThan(3)
    expect(lifetimes).not.toContain(-1)
    expect(Math.max(...lifetimes)).toBeLessThanOrEqual(86_400_000)
  })

  test('the key names contain no key, token or nonce in clear text', async () => {
    const use = someUse(clock, { key: 'plain-key', token: 'plain-token', nonce: 'plain-nonce' })
    await verdicts(await open(usualWindow), [use])
    const names = (await keys()).map(([, name]) => name)
    expect(names.join()).not.toContain('plain')
    const hash = createHash('sha256').update(`plain-key\nplain-token\n${use.timestamp}\nplain-nonce`)
    expect(names.join()).toContain(`:nonce:${hash.digest('base64url').slice(0, 22)}`)
  })

  test('scripts are sent again after the script cache was flushed', async () => {
    const admission = await open(usualWindow)
    const use = someUse(clock)
    await admission.admit({ nonce: use })
    for (const node of place.nodes) await node.ask((redis) => redis.script('FLUSH'))
    expect(await verdicts(admission, [use, { ...use, nonce: 'next' }])).toEqual([replayed, admitted])
  })
})
