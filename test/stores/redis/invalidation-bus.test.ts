import { randomHex } from '../../../src/core/auth/hash.js'
import { noPermissions } from '../../../src/core/permissions.js'
import { systemClock } from '../../../src/core/ports/clock.js'
import { openRedis } from '../../../src/stores/redis/connection.js'
import { createRedisInvalidationBus } from '../../../src/stores/redis/invalidation-bus.js'
import { claimInstallation, createInstallationLookup } from '../../../src/stores/sql/engine/installation.js'
import { openMaintenance } from '../../../src/stores/sql/engine/maintenance.js'
import { migrate } from '../../../src/stores/sql/engine/migrate.js'
import { openPostgres } from '../../../src/stores/sql/engine/postgres.js'
import { someApp, someUser } from '../../contracts/subject.js'
import { type FreshDatabase, freshDatabase } from '../../support/postgres.js'
import { until } from '../../support/process.js'
import { type RedisServer, startRedis, startRedisCluster } from '../../support/redis.js'
import { sqlStores } from '../../support/sql-stores.js'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function server(): Promise<RedisServer> {
  const redis = await startRedis()
  cleanups.push(redis.remove)
  return redis
}

/** Opens the bus of a process; the invalidations that it receives are counted by cache. */
async function openBus(urls: readonly string[], installation = 'one') {
  const redis = openRedis(urls, { down() {}, up() {} })
  const subscribeErrors: string[] = []
  const dependencies = {
    redis,
    nodes: urls,
    installation: async () => installation,
    onSubscribeError: (reason: string) => subscribeErrors.push(reason),
  }
  const bus = createRedisInvalidationBus(dependencies)
  const received = { lookups: 0, maintenance: 0 }
  for (const cache of ['lookups', 'maintenance'] as const) bus.subscribe(cache, () => received[cache]++)
  cleanups.push(async () => {
    await bus.close()
    redis.close()
  })
  await redis.firstAttempt
  return { bus, received, subscribeErrors }
}

/** Opens a bus that has subscribed. */
async function listening(urls: readonly string[], installation?: string) {
  const opened = await openBus(urls, installation)
  opened.bus.listen()
  // Every connection invalidates all caches once it has subscribed.
  await until(() => opened.received.lookups >= urls.length)
  opened.received.lookups = opened.received.maintenance = 0
  return opened
}

describe('an invalidation', () => {
  test('reaches every process of the installation, for its cache, and no other installation', async () => {
    const { url } = await server()
    const [here, there, stranger] = [
      await listening([url]),
      await listening([url]),
      await listening([`${url}/1`], 'another'),
    ]
    const { bus } = await openBus([url])
    bus.publish('maintenance')
    bus.publish('lookups')
    stranger.bus.publish('maintenance')
    await until(
      () => here.received.lookups === 1 && there.received.lookups === 1 && stranger.received.maintenance === 1,
    )
    expect([here.received, there.received]).toEqual([1, 1].map(() => ({ lookups: 1, maintenance: 1 })))
    expect(stranger.received).toEqual({ lookups: 0, maintenance: 1 })
  })

  test('is sent before its process closes the bus', async () => {
    const { url } = await server()
    const here = await listening([url])
    const redis = openRedis([url], { down() {}, up() {} })
    const nodes = [url]
    const short = createRedisInvalidationBus({ redis, nodes, installation: async () => 'one', onSubscribeError() {} })
    short.publish('lookups')
    await short.close()
    redis.close()
    await until(() => here.received.lookups > 0)
    expect(here.received).toEqual({ lookups: 1, maintenance: 0 })
  })

  test('reaches subscribers of every node of a cluster', async () => {
    const cluster = await startRedisCluster()
    cleanups.push(cluster.remove)
    const here = await listening(cluster.urls)
    const { bus } = await openBus(cluster.urls)
    bus.publish('lookups')
    await until(() => here.received.lookups === cluster.urls.length)
    expect(here.received.maintenance).toBe(0)
  })

  test('that is lost in an outage of Redis is made up for after the reconnect', async () => {
    const redis = await server()
    const here = await listening([redis.url])
    const there = await openBus([redis.url])
    await redis.kill()
    there.bus.publish('lookups')
    await there.bus.close()
    expect(here.received).toEqual({ lookups: 0, maintenance: 0 })
    await redis.start()
    await until(() => here.received.lookups === 1 && here.received.maintenance === 1)
    const { bus } = await openBus([redis.url])
    bus.publish('lookups')
    await until(() => here.received.lookups === 2)
    expect(here.subscribeErrors).toEqual([])
  })

  test('whose subscription is refused is reported once, and received when it is allowed', async () => {
    const redis = await server()
    const allow = (...rules: readonly string[]) =>
      redis.ask((asked) => asked.call('ACL', 'SETUSER', 'default', ...rules))
    await allow('resetchannels')
    const here = await openBus([redis.url])
    here.bus.listen()
    await until(() => here.subscribeErrors.length > 0)
    await allow('allchannels')
    await until(() => here.received.lookups > 0)
    expect(here.subscribeErrors).toEqual([expect.stringContaining('NOPERM')])
  })
})

describe('two gateways on one PostgreSQL and one Redis', () => {
  let database: FreshDatabase
  let redis: RedisServer

  /** The stores of a process whose caches expire by invalidations only. */
  async function gateway() {
    const sql = openPostgres({ url: database.url, cacheTtl: Number.POSITIVE_INFINITY })
    const connection = openRedis([redis.url], { down() {}, up() {} })
    const nodes = [redis.url]
    const bus = createRedisInvalidationBus({
      redis: connection,
      nodes,
      installation: createInstallationLookup(sql),
      onSubscribeError() {},
    })
    const maintenance = await openMaintenance(sql, systemClock, bus)
    const stores = sqlStores(sql, systemClock, bus)
    cleanups.push(async () => {
      await bus.close()
      await maintenance.close()
      connection.close()
      await sql.close()
    })
    let received = 0
    bus.subscribe('lookups', () => received++)
    bus.listen()
    await until(() => received === 1)
    return { ...stores, maintenance, received: () => received }
  }

  beforeEach(async () => {
    database = await freshDatabase()
    cleanups.push(database.drop)
    redis = await server()
    const sql = openPostgres({ url: database.url })
    await migrate(sql)
    await claimInstallation(sql, () => undefined)
    await sql.close()
  })

  /** Two gateways, the first of which caches a token that the other made, and its application. */
  async function withCachedToken() {
    const [here, there] = [await gateway(), await gateway()]
    const before = here.received()
    const app = await someApp({ apps: there.apps, users: there.users })
    const user = await someUser(there)
    const authToken = randomHex(16)
    const token = { appId: app.id, userId: user.id, permissions: noPermissions, secrets: { authToken } }
    await there.tokens.create(token, 1, 'cli:test')
    // No earlier invalidation may be under way, which could explain later ones.
    await until(() => here.received() === before + 1)
    const isKnown = async () => (await here.tokens.findByAuthToken(authToken)) !== undefined
    const isDisabled = async () => (await here.apps.find(app.key))?.disabled
    expect([await isKnown(), await isDisabled(), here.maintenance.isOn()]).toEqual([true, false, false])
    return { here, there, app, authToken, isKnown, isDisabled }
  }

  test('apply on both what one of them changed, by invalidations alone', async () => {
    const { here, there, app, authToken, isKnown, isDisabled } = await withCachedToken()
    await there.tokens.revoke(authToken, 'cli:test')
    await until(async () => !(await isKnown()))
    await there.apps.change(app.key, { disabled: true }, 'cli:test')
    await until(async () => (await isDisabled()) === true)
    await there.maintenance.set(true, 'cli:test')
    await until(() => here.maintenance.isOn())
    await there.maintenance.set(false, 'cli:test')
    await until(() => !here.maintenance.isOn())
    for (const { tokens, apps, maintenance } of [here, there]) {
      const [token, changed] = [await tokens.findByAuthToken(authToken), await apps.find(app.key)]
      expect([token, changed?.disabled, maintenance.isOn()]).toEqual([undefined, true, false])
    }
  })

  test('apply it after an outage of Redis in which the invalidations were lost', async () => {
    const { here, there, authToken, isKnown } = await withCachedToken()
    await redis.kill()
    await there.tokens.revoke(authToken, 'cli:test')
    await there.maintenance.set(true, 'cli:test')
    expect([await isKnown(), here.maintenance.isOn()]).toEqual([true, false])
    await redis.start()
    await until(async () => !(await isKnown()) && here.maintenance.isOn())
    expect([await there.tokens.findByAuthToken(authToken), there.maintenance.isOn()]).toEqual([undefined, true])
  })
})
