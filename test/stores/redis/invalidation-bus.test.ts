import { randomHex } from '../../../src/core/auth/hash.js'
import { noPermissions } from '../../../src/core/permissions.js'
import { systemClock } from '../../../src/core/ports/clock.js'
import { openRedis } from '../../../src/stores/redis/connection.js'
import { createRedisInvalidationBus } from '../../../src/stores/redis/invalidation-bus.js'
import { claimInstallation, rememberInstallation } from '../../../src/stores/sql/engine/installation.js'
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

/** Opens what a process tells and hears with; what it was told is counted by memory. */
async function openChanges(urls: readonly string[], installation = 'one') {
  const redis = openRedis(urls, { away() {}, back() {} })
  const deaf: string[] = []
  const parts = {
    redis,
    nodes: urls,
    installation: async () => installation,
    deaf: (reason: string) => deaf.push(reason),
  }
  const changes = createRedisInvalidationBus(parts)
  const told = { lookups: 0, maintenance: 0 }
  for (const memory of ['lookups', 'maintenance'] as const) changes.subscribe(memory, () => told[memory]++)
  cleanups.push(async () => {
    await changes.close()
    redis.close()
  })
  await redis.attempted
  return { changes, told, deaf }
}

/** The same for one that listens, and has begun to. */
async function listening(urls: readonly string[], installation?: string) {
  const opened = await openChanges(urls, installation)
  opened.changes.listen()
  // Every connection counts as told once it hears.
  await until(() => opened.told.lookups >= urls.length)
  opened.told.lookups = opened.told.maintenance = 0
  return opened
}

describe('a message of changes', () => {
  test('reaches every process of the installation, for the memory that it is about, and no other installation', async () => {
    const { url } = await server()
    const [here, there, stranger] = [
      await listening([url]),
      await listening([url]),
      await listening([`${url}/1`], 'another'),
    ]
    const { changes } = await openChanges([url])
    changes.publish('maintenance')
    changes.publish('lookups')
    stranger.changes.publish('maintenance')
    await until(() => here.told.lookups === 1 && there.told.lookups === 1 && stranger.told.maintenance === 1)
    expect([here.told, there.told]).toEqual([1, 1].map(() => ({ lookups: 1, maintenance: 1 })))
    expect(stranger.told).toEqual({ lookups: 0, maintenance: 1 })
  })

  test('gets away before the process that tells it ends', async () => {
    const { url } = await server()
    const here = await listening([url])
    const redis = openRedis([url], { away() {}, back() {} })
    const nodes = [url]
    const short = createRedisInvalidationBus({ redis, nodes, installation: async () => 'one', deaf() {} })
    short.publish('lookups')
    await short.close()
    redis.close()
    await until(() => here.told.lookups === 1)
  })

  test('reaches whoever listens to any node of a cluster', async () => {
    const cluster = await startRedisCluster()
    cleanups.push(cluster.remove)
    const here = await listening(cluster.urls)
    const { changes } = await openChanges(cluster.urls)
    changes.publish('lookups')
    await until(() => here.told.lookups === cluster.urls.length)
    expect(here.told.maintenance).toBe(0)
  })

  test('that nobody can take harms nobody, and what was missed counts as told when Redis is back', async () => {
    const redis = await server()
    const here = await listening([redis.url])
    const there = await openChanges([redis.url])
    await redis.kill()
    there.changes.publish('lookups')
    await there.changes.close()
    expect(here.told).toEqual({ lookups: 0, maintenance: 0 })
    await redis.start()
    await until(() => here.told.lookups === 1 && here.told.maintenance === 1)
    const { changes } = await openChanges([redis.url])
    changes.publish('lookups')
    await until(() => here.told.lookups === 2)
    expect(here.deaf).toEqual([])
  })

  test('that may not be heard is told of once, and heard when it may', async () => {
    const redis = await server()
    const allow = (...rules: readonly string[]) =>
      redis.ask((asked) => asked.call('ACL', 'SETUSER', 'default', ...rules))
    await allow('resetchannels')
    const here = await openChanges([redis.url])
    here.changes.listen()
    await until(() => here.deaf.length > 0)
    await allow('allchannels')
    await until(() => here.told.lookups > 0)
    expect(here.deaf).toEqual([expect.stringContaining('NOPERM')])
  })
})

describe('two gateways on one PostgreSQL and one Redis', () => {
  let database: FreshDatabase
  let redis: RedisServer

  /** The stores of a process that believes for ever what it has seen, unless it is told of a change. */
  async function gateway() {
    const sql = openPostgres({ url: database.url, belief: Number.POSITIVE_INFINITY })
    const connection = openRedis([redis.url], { away() {}, back() {} })
    const nodes = [redis.url]
    const changes = createRedisInvalidationBus({
      redis: connection,
      nodes,
      installation: rememberInstallation(sql),
      deaf() {},
    })
    const maintenance = await openMaintenance(sql, systemClock, changes)
    const stores = sqlStores(sql, systemClock, changes)
    cleanups.push(async () => {
      await changes.close()
      await maintenance.close()
      connection.close()
      await sql.close()
    })
    let told = 0
    changes.subscribe('lookups', () => told++)
    changes.listen()
    await until(() => told === 1)
    return { ...stores, maintenance, told: () => told }
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

  /** Two gateways, the first of which remembers a token that the other made, and its application. */
  async function remembering() {
    const [here, there] = [await gateway(), await gateway()]
    const before = here.told()
    const app = await someApp({ apps: there.apps, users: there.users })
    const user = await someUser(there)
    const authToken = randomHex(16)
    const token = { appId: app.id, userId: user.id, permissions: noPermissions, secrets: { authToken } }
    await there.tokens.create(token, 1, 'cli:test')
    // Only then nothing is on its way that could explain what comes later.
    await until(() => here.told() === before + 1)
    const isKnown = async () => (await here.tokens.findByAuthToken(authToken)) !== undefined
    const isDisabled = async () => (await here.apps.find(app.key))?.disabled
    expect([await isKnown(), await isDisabled(), here.maintenance.isOn()]).toEqual([true, false, false])
    return { here, there, app, authToken, isKnown, isDisabled }
  }

  test('hold on both what one of them changed, by messages alone', async () => {
    const { here, there, app, authToken, isKnown, isDisabled } = await remembering()
    await there.tokens.revoke(authToken, 'cli:test')
    await until(async () => !(await isKnown()))
    await there.apps.change(app.key, { disabled: true }, 'cli:test')
    await until(async () => (await isDisabled()) === true)
    await there.maintenance.set(true, 'cli:test')
    await until(() => here.maintenance.isOn())
    await there.maintenance.set(false, 'cli:test')
    await until(() => !here.maintenance.isOn())
  })

  test('hold it after an outage of Redis, though nobody heard of it', async () => {
    const { here, there, authToken, isKnown } = await remembering()
    await redis.kill()
    await there.tokens.revoke(authToken, 'cli:test')
    await there.maintenance.set(true, 'cli:test')
    expect([await isKnown(), here.maintenance.isOn()]).toEqual([true, false])
    await redis.start()
    await until(async () => !(await isKnown()) && here.maintenance.isOn())
  })
})
