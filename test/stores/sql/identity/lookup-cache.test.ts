import { setImmediate, setTimeout } from 'node:timers/promises'
import { randomHex } from '../../../../src/core/auth/hash.js'
import { noPermissions } from '../../../../src/core/permissions.js'
import { LookupCache } from '../../../../src/stores/sql/identity/lookup-cache.js'
import { someApp, someUser } from '../../../contracts/subject.js'
import { killChildren, startChild } from '../../../support/child.js'
import { postgresDatabase, sqliteDatabase, type TestDatabase } from '../../../support/databases.js'
import { MovingClock } from '../../../support/moving-clock.js'
import { until } from '../../../support/process.js'
import { sqlStores } from '../../../support/sql-stores.js'

/** A cache over rows that a test changes, which counts how often they are read. */
function cacheOver(rows: Map<string, { text: string }>) {
  const state = { version: 1, loads: 0 }
  const cache = new LookupCache({ version: () => state.version })
  const find = cache.lookup(async (key) => {
    state.loads++
    const row = rows.get(key)
    await setImmediate()
    return row
  })
  return { cache, find, state }
}

describe('the look-up cache', () => {
  test('answers found rows and misses without a promise', async () => {
    const row = { text: 'one' }
    const { find, state } = cacheOver(new Map([['a', row]]))
    expect(find('a')).toBeInstanceOf(Promise)
    await Promise.all([find('a'), find('b')])
    const loads = state.loads
    expect(find('a')).toBe(row)
    expect(find('b')).toBeUndefined()
    expect(state.loads).toBe(loads)
  })

  test('is cleared when another process has committed', async () => {
    const rows = new Map([['a', { text: 'old' }]])
    const { find, state } = cacheOver(rows)
    await Promise.all([find('a'), find('b')])
    rows.set('a', { text: 'new' }).set('b', { text: 'there' })
    expect(find('a')).toEqual({ text: 'old' })
    state.version++
    expect(await find('a')).toEqual({ text: 'new' })
    expect(await find('b')).toEqual({ text: 'there' })
  })

  test('does not cache what was read before a change', async () => {
    const rows = new Map([['a', { text: 'old' }]])
    const { cache, find } = cacheOver(rows)
    const before = find('a')
    await cache.clearAfter(Promise.resolve(rows.set('a', { text: 'new' })))
    expect(await before).toEqual({ text: 'old' })
    expect(await find('a')).toEqual({ text: 'new' })
  })

  test('does not cache what was read before a change by another process', async () => {
    const rows = new Map([['a', { text: 'old' }]])
    const { find, state } = cacheOver(rows)
    const before = find('a')
    rows.set('a', { text: 'new' })
    state.version++
    const meanwhile = find('b')
    expect(await before).toEqual({ text: 'old' })
    await meanwhile
    expect(await find('a')).toEqual({ text: 'new' })
  })

  test('is cleared after a change that failed too, since its outcome is unknown', async () => {
    const rows = new Map([['a', { text: 'old' }]])
    const { cache, find } = cacheOver(rows)
    await find('a')
    rows.set('a', { text: 'new' })
    await expect(cache.clearAfter(Promise.reject(new Error('lost')))).rejects.toThrow('lost')
    expect(await find('a')).toEqual({ text: 'new' })
  })

  test('is bounded, more tightly for misses, and caches no long keys', async () => {
    const rows = new Map(Array.from({ length: 10_001 }, (_, index) => [`key${index}`, { text: 'x' }]))
    const { find, state } = cacheOver(rows)
    await Promise.all([...rows.keys()].map(find))
    expect(find('key10000')).toEqual({ text: 'x' })
    expect(find('key0')).toBeInstanceOf(Promise)
    await Promise.all(Array.from({ length: 1_001 }, (_, index) => find(`miss${index}`)))
    expect(find('miss1000')).toBeUndefined()
    expect(find('miss0')).toBeInstanceOf(Promise)
    await find('x'.repeat(129))
    const loads = state.loads
    await find('x'.repeat(129))
    expect(state.loads).toBe(loads + 1)
  })
})

describe('a token', () => {
  const clock = new MovingClock()
  let database: TestDatabase | undefined
  afterEach(async () => {
    killChildren()
    await database?.remove()
  })

  const givenToken = async (stores: ReturnType<typeof sqlStores>) => {
    const app = await someApp({ ...stores, clock })
    const user = await someUser(stores)
    const authToken = randomHex(16)
    await stores.tokens.create(
      { appId: app.id, userId: user.id, permissions: noPermissions, secrets: { authToken } },
      1,
      'cli:test',
    )
    expect(await stores.tokens.findByAuthToken(authToken)).toMatchObject({ appId: app.id })
    expect(await stores.apps.find(app.key)).toEqual(app)
    return { app, user, authToken }
  }

  test('that another process revokes is soon invalid', async () => {
    const sqlite = await sqliteDatabase()
    database = sqlite
    const stores = sqlStores(database.sql, clock)
    const { authToken } = await givenToken(stores)
    const child = startChild('revoke-token', sqlite.file, authToken)
    await child.printed(1)
    expect(child.lines).toEqual(['true'])
    await until(async () => (await stores.tokens.findByAuthToken(authToken)) === undefined)
    await child.ended()
  })

  test('that another handle revokes, or whose user or application it disables, is soon invalid', async () => {
    database = await sqliteDatabase()
    const stores = sqlStores(database.sql, clock)
    const other = sqlStores(database.another(), clock)
    const { app, user, authToken } = await givenToken(stores)
    const token = async () => stores.tokens.findByAuthToken(authToken)
    const since = performance.now()
    await other.users.setState(user.id, 'suspended', 'cli:test')
    await until(async () => (await token())?.user.state === 'suspended')
    await other.apps.change(app.key, { disabled: true }, 'cli:test')
    await until(async () => (await stores.apps.find(app.key))?.disabled === true)
    await other.tokens.removeConsent(app.id, user.id, 'cli:test')
    await until(async () => (await token()) === undefined)
    expect((await stores.users.find(user.id))?.state).toBe('suspended')
    expect(await stores.apps.find(app.key)).toEqual({ ...app, disabled: true })
    expect(performance.now() - since).toBeLessThan(3 * 1000)
  })

  test('stays cached while this process writes other rows', async () => {
    database = await sqliteDatabase()
    const stores = sqlStores(database.sql, clock)
    const { app, authToken } = await givenToken(stores)
    expect(stores.apps.find(app.key)).toEqual(app)
    await stores.lockouts.fail('name:x', 0, () => 0)
    await setImmediate()
    expect(stores.tokens.findByAuthToken(authToken)).not.toBeInstanceOf(Promise)
  })

  test('that another node revokes on PostgreSQL is invalid within a second', async () => {
    database = await postgresDatabase()
    const stores = sqlStores(database.sql, clock)
    const { authToken } = await givenToken(stores)
    await sqlStores(database.another(), clock).tokens.revoke(authToken, 'cli:test')
    await setTimeout(600)
    expect(await stores.tokens.findByAuthToken(authToken)).toBeUndefined()
  })
})
