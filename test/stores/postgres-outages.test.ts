import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sql as query } from 'kysely'
import { openPostgres, type PostgresOptions } from '../../src/stores/sql/postgres.js'
import type { Queries, Sql } from '../../src/stores/sql/sql.js'
import { type PostgresServer, startPostgres } from '../support/postgres.js'
import { until } from '../support/process.js'
import { type SlowProxy, startSlowProxy } from '../support/slow-proxy.js'

/** How long the server may be back before everything goes on, in milliseconds. */
const BACK = 2000

const nothingChanged = { code: 503, detail: expect.stringContaining('Nothing was changed') }
const unknown = { code: 503, detail: expect.stringContaining('may or may not have happened') }

let home: string
let server: PostgresServer
let proxy: SlowProxy
let outages: string[]
let opened: Sql[]

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'babelgate-postgres-'))
  server = await startPostgres(home)
  const { hostname, port } = new URL(server.url)
  proxy = await startSlowProxy({ host: hostname, port: Number(port) })
  const sql = openPostgres({ url: server.url })
  await query`create table notes (text text primary key)`.execute(sql.read)
  await sql.close()
})
afterAll(async () => {
  await proxy.close()
  await server.stop()
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})
beforeEach(() => {
  outages = []
  opened = []
})
afterEach(async () => {
  for (const sql of opened) await sql.close()
})

/** Opens the database as a process does. */
function open(options: Partial<PostgresOptions> = {}): Sql {
  const sql = openPostgres({
    url: server.url,
    outages: {
      away: (name, reason) => outages.push(`${name} away: ${reason}`),
      back: (name) => outages.push(`${name} back`),
    },
    ...options,
  })
  opened.push(sql)
  return sql
}

/** How the tests wait where they are not about being given up: the machine may be busy. */
const patient = { patience: 10_000 }

function throughProxy(): string {
  const url = new URL(server.url)
  url.port = String(proxy.port)
  return url.href
}

const one = (queries: Queries) => query`select 1`.execute(queries)
const note = (text: string) => (queries: Queries) => query`insert into notes values (${text})`.execute(queries)

async function notes(sql: Sql): Promise<readonly string[]> {
  const { rows } = await query<{ text: string }>`select text from notes`.execute(sql.read)
  return rows.map(({ text }) => text)
}

/** Makes look-ups until the server is known to be away. */
async function untilAway(sql: Sql): Promise<void> {
  await until(async () => {
    await expect(sql.lookUp(one)).rejects.toMatchObject(nothingChanged)
    return sql.isAway()
  })
}

/** Waits until a look-up and a write succeed. @returns how long that took, in milliseconds */
async function back(sql: Sql): Promise<number> {
  const start = performance.now()
  const works = () =>
    Promise.all([sql.lookUp(one), sql.write(one)]).then(
      () => true,
      () => false,
    )
  await until(works)
  return performance.now() - start
}

/** Everything that is asked of a database fails without waiting: all of it takes less than waiting once. */
async function expectAtOnce(sql: Sql): Promise<void> {
  const start = performance.now()
  for (let round = 0; round < 20; round++) {
    await expect(sql.lookUp(one)).rejects.toMatchObject(nothingChanged)
    await expect(one(sql.read)).rejects.toMatchObject(nothingChanged)
    await expect(sql.write(one)).rejects.toMatchObject(nothingChanged)
  }
  expect(performance.now() - start).toBeLessThan(1000)
}

const address = () => new URL(server.url).host

describe('a PostgreSQL that is stalled', () => {
  test('keeps look-ups waiting for no longer than they may, and other reads no longer than they may', async () => {
    const sql = open()
    await back(sql)
    server.stall()
    try {
      const order: string[] = []
      const start = performance.now()
      const read = expect(one(sql.read).finally(() => order.push('read'))).rejects.toMatchObject(nothingChanged)
      const lookUps = Array.from({ length: 30 }, () =>
        expect(sql.lookUp(one).finally(() => order.push('look-up'))).rejects.toMatchObject(nothingChanged),
      )
      await Promise.all(lookUps)
      expect(performance.now() - start).toBeLessThan(1000)
      await read
      expect(performance.now() - start).toBeLessThan(3000)
      expect(order).toEqual([...lookUps.map(() => 'look-up'), 'read'])
    } finally {
      server.resume()
    }
    expect(await back(sql)).toBeLessThan(BACK)
  })

  test('is asked by nobody any more, is told once, and is back soon', async () => {
    const sql = open()
    await back(sql)
    server.stall()
    try {
      await untilAway(sql)
      await expectAtOnce(sql)
    } finally {
      server.resume()
    }
    expect(await back(sql)).toBeLessThan(BACK)
    expect(sql.isAway()).toBe(false)
    expect(outages).toEqual([expect.stringContaining(`${address()} away: `), `${address()} back`])
  })

  test('leaves no doubt about a write that it kept waiting before the commit', async () => {
    const sql = open({ timeout: 500 })
    await back(sql)
    const write = expect(
      sql.write(async (queries) => {
        await note('never')(queries)
        server.stall()
        await note('neither')(queries)
      }),
    ).rejects.toMatchObject(nothingChanged)
    await write.finally(() => server.resume())
    await back(sql)
    expect(await notes(sql)).not.toContain('never')
  })
})

test('a PostgreSQL that is killed is a 503 at once, told once, and back soon after it is started', async () => {
  const sql = open()
  await sql.write(note('before'))
  await server.kill()
  await untilAway(sql)
  await expectAtOnce(sql)
  server = await startPostgres(home, Number(new URL(server.url).port))
  expect(await back(sql)).toBeLessThan(BACK)
  expect(await notes(sql)).toContain('before')
  expect(outages).toEqual([expect.stringContaining(`${address()} away: `), `${address()} back`])
})

test('a PostgreSQL that is killed in the middle of writes has every one that was acknowledged, and none that was not made', async () => {
  const sql = open()
  const acknowledged: string[] = []
  const refused: string[] = []
  let goOn = true
  const writer = async (name: string) => {
    for (let count = 0; goOn; count++) {
      const text = `${name} ${count}`
      await sql.write(note(text)).then(
        () => acknowledged.push(text),
        ({ detail }) => detail.includes('Nothing was changed') && refused.push(text),
      )
      // Failing at once must not keep the event loop to itself.
      await new Promise(setImmediate)
    }
  }
  const writers = ['a', 'b', 'c', 'd'].map(writer)
  await until(() => acknowledged.length > 50)
  await server.kill()
  await until(() => refused.length > 4)
  goOn = false
  await Promise.all(writers)
  server = await startPostgres(home, Number(new URL(server.url).port))
  await back(sql)
  const kept = new Set(await notes(sql))
  expect(acknowledged.filter((text) => !kept.has(text))).toEqual([])
  expect(refused.filter((text) => kept.has(text))).toEqual([])
})

test('a PostgreSQL that refuses connections may be away when the gateway starts', async () => {
  await server.stop()
  const sql = open()
  await untilAway(sql)
  await expectAtOnce(sql)
  server = await startPostgres(home, Number(new URL(server.url).port))
  expect(await back(sql)).toBeLessThan(BACK)
  expect(outages).toEqual([expect.stringContaining('ECONNREFUSED'), `${address()} back`])
})

describe('a PostgreSQL that is slow by two seconds', () => {
  afterEach(() => proxy.delay(0))

  test('is like one that is away, and back soon after it is as fast as before', async () => {
    const sql = open({ url: throughProxy() })
    await back(sql)
    proxy.delay(2000)
    await untilAway(sql)
    await expectAtOnce(sql)
    proxy.delay(0)
    expect(await back(sql)).toBeLessThan(BACK + 500)
    expect(outages).toHaveLength(2)
  })

  test('leaves the outcome of a write unknown whose commit it does not acknowledge', async () => {
    const sql = open({ ...patient, url: throughProxy(), timeout: 700 })
    await back(sql)
    const start = performance.now()
    const write = sql.write(async (queries) => {
      await note('unknown')(queries)
      proxy.delay(2000)
    })
    await expect(write).rejects.toMatchObject(unknown)
    expect(performance.now() - start).toBeLessThan(1900)
    const direct = open(patient)
    await until(async () => (await notes(direct)).includes('unknown'))
  })

  test('ends a write in time whose every step would be in time', async () => {
    const sql = open({ ...patient, url: throughProxy(), timeout: 1000 })
    await back(sql)
    proxy.delay(300)
    const write = sql.write(async (queries) => {
      for (const step of ['first', 'second', 'third', 'fourth']) await note(step)(queries)
    })
    await expect(write).rejects.toMatchObject(nothingChanged)
    proxy.delay(0)
    await back(sql)
    expect(await notes(sql)).not.toContain('first')
  })
})

describe('a PostgreSQL that is not away', () => {
  test('never sees the commit of a write that came too late for it', async () => {
    const sql = open({ ...patient, timeout: 300 })
    const write = sql.write(async (queries) => {
      await note('too late')(queries)
      await setTimeout(400)
    })
    await expect(write).rejects.toMatchObject(nothingChanged)
    expect(await notes(sql)).not.toContain('too late')
    expect(sql.isAway()).toBe(false)
  })

  test('may answer while this process is busy with other things', async () => {
    const sql = open()
    await back(sql)
    const lookUp = sql.lookUp(one)
    await new Promise(setImmediate)
    for (const end = performance.now() + 400; performance.now() < end; );
    await lookUp
    const connecting = open().lookUp(one)
    for (const end = performance.now() + 400; performance.now() < end; );
    await connecting
  })

  test('may have a long line of look-ups before it, as long as the line moves', async () => {
    const sql = open({ poolSize: 1 })
    await back(sql)
    const start = performance.now()
    const slow = (queries: Queries) => query`select pg_sleep(0.03)`.execute(queries)
    await Promise.all(Array.from({ length: 10 }, () => sql.lookUp(slow)))
    expect(performance.now() - start).toBeGreaterThan(250)
  })

  test('may have no connection to spare: look-ups are 503, but nothing else is refused', async () => {
    const sql = open({ poolSize: 2 })
    await back(sql)
    const sleepers = Array.from({ length: 2 }, () => query`select pg_sleep(1.5)`.execute(sql.read))
    await expect(sql.lookUp(one)).rejects.toMatchObject(nothingChanged)
    const patientRead = one(sql.read)
    await Promise.all([...sleepers, patientRead])
    await sql.lookUp(one)
    expect(outages).toEqual([])
  })

  test('may refuse connections in its own words', async () => {
    const url = new URL(server.url)
    url.pathname = '/nowhere'
    const sql = open({ ...patient, url: url.href })
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(sql.lookUp(one)).rejects.toMatchObject({ code: 503, cause: { code: '3D000' } })
    expect(sql.isAway()).toBe(false)
    expect(outages).toEqual([])
  })
})
