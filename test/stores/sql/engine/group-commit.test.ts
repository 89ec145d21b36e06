import { readFileSync, statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { sql as query } from 'kysely'
import { ApiError } from '../../../../src/core/api-error.js'
import type { Queries } from '../../../../src/stores/sql/engine/sql.js'
import { createSessionStore } from '../../../../src/stores/sql/identity/session-store.js'
import { killChildren, startChild } from '../../../support/child.js'
import { sqliteDatabase } from '../../../support/databases.js'
import { MovingClock } from '../../../support/moving-clock.js'

let database: Awaited<ReturnType<typeof sqliteDatabase>>
beforeEach(async () => {
  database = await sqliteDatabase()
})
afterEach(async () => {
  killChildren()
  await database.remove()
})

const failure = (subject: string) => ({ subject, count: 1, locked_until: 0, failed_at: 0 })
const add = (subject: string) => (queries: Queries) => queries.insertInto('lockouts').values(failure(subject)).execute()

async function subjects(): Promise<string[]> {
  const rows = await database.sql.read.selectFrom('lockouts').select('subject').orderBy('subject').execute()
  return rows.map(({ subject }) => subject)
}

/** Counts the commits in a write-ahead log: a frame that ends one names the size of the database (SQLite file format, 4.1). */
function commitsIn(log: string): number {
  const bytes = readFileSync(log)
  const frame = 24 + bytes.readUInt32BE(8)
  let commits = 0
  for (let at = 32; at + frame <= bytes.length; at += frame) if (bytes.readUInt32BE(at + 4) > 0) commits++
  return commits
}

describe('units of writes on SQLite', () => {
  test('share commits', async () => {
    const log = `${database.file}-wal`
    const before = commitsIn(log)
    await Promise.all(Array.from({ length: 200 }, (_, index) => database.sql.write(add(`s${index}`))))
    expect(await subjects()).toHaveLength(200)
    expect(commitsIn(log) - before).toBe(1)

    for (let index = 0; index < 5; index++) await database.sql.write(add(`t${index}`))
    expect(commitsIn(log) - before).toBe(6)
  })

  test('share commits also where each is queued by another event', async () => {
    const log = `${database.file}-wal`
    const before = commitsIn(log)
    const events = Array.from({ length: 50 }, async (_, index) => {
      await setTimeout(5)
      await database.sql.write(add(`s${index}`))
    })
    await Promise.all(events)
    expect(await subjects()).toHaveLength(50)
    expect(commitsIn(log) - before).toBeLessThan(10)
  })

  test('fail separately', async () => {
    const { sql } = database
    const problem = new Error('The unit changed its mind.')
    const outcomes = await Promise.allSettled([
      sql.write(add('a')),
      sql.write(async (queries) => {
        await add('b')(queries)
        throw problem
      }),
      sql.write(add('a')),
      sql.write(add('c')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: problem })
    expect(outcomes[2]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' } })
    expect(await subjects()).toEqual(['a', 'c'])
  })

  test('all fail where their commit fails, and the next ones succeed', async () => {
    const { sql } = database
    const orphan = async (queries: Queries) => {
      await query`pragma defer_foreign_keys = on`.execute(queries)
      await queries.insertInto('sessions').values({ hash: 'x', user_id: 999, csrf: null, expires_at: 0 }).execute()
    }
    const outcomes = await Promise.allSettled([sql.write(add('a')), sql.write(orphan), sql.write(add('b'))])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await subjects()).toEqual([])
    await sql.write(add('c'))
    expect(await subjects()).toEqual(['c'])
  })

  test('give 503 while the disk is full, and succeed afterwards', async () => {
    const { sql } = database
    const pages = (limit: number) =>
      sql.write((queries) => query`pragma max_page_count = ${query.lit(limit)}`.execute(queries))
    await pages(1)
    const outcomes = await Promise.allSettled([sql.write(add('a')), sql.write(add('x'.repeat(500_000)))])
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: expect.any(ApiError) })
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: 503 } })
    const kept = outcomes[0]?.status === 'fulfilled' ? ['a'] : []
    expect(await subjects()).toEqual(kept)
    await pages(1_000_000)
    await sql.write(add('b'))
    expect(await subjects()).toEqual([...kept, 'b'])
  })

  test('give 503 after the close, which waits for earlier ones', async () => {
    const sql = database.another()
    const write = sql.write(add('last'))
    await sql.close()
    await write
    expect(await subjects()).toEqual(['last'])
    await expect(sql.write(add('late'))).rejects.toMatchObject({ code: 503 })
    await expect(sql.read.selectFrom('lockouts').selectAll().execute()).rejects.toMatchObject({ code: 503 })
  })
})

describe('a file that another process has locked', () => {
  test('for 300 ms is waited for without blocking the event loop', async () => {
    const child = startChild('lock-file', database.file, '300')
    await child.printed(1)
    let turns = 0
    const counter = setInterval(() => turns++, 5).unref()
    const start = performance.now()
    await Promise.all([database.sql.write(add('a')), database.sql.write(add('b'))])
    const waited = performance.now() - start
    clearInterval(counter)
    expect(await subjects()).toEqual(['a', 'b'])
    expect(waited).toBeGreaterThan(150)
    expect(turns).toBeGreaterThan(10)
    await child.ended()
  })

  test('for more than 2 s gives 503, and nothing is written', async () => {
    const child = startChild('lock-file', database.file, '20000')
    await child.printed(1)
    const start = performance.now()
    const early = expect(database.sql.write(add('early'))).rejects.toMatchObject({ code: 503, retryAfter: 1 })
    await setTimeout(1000)
    const late = database.sql.write(add('late'))
    await early
    expect(performance.now() - start).toBeLessThan(2900)
    expect(await subjects()).toEqual([])
    // Each unit waits for 2 s of its own.
    child.process.kill('SIGKILL')
    await late
    expect(await subjects()).toEqual(['late'])
  })
})

test('the file has mode 0600', async () => {
  await database.sql.write(add('a'))
  for (const side of ['', '-wal', '-shm']) expect(statSync(database.file + side).mode & 0o777).toBe(0o600)
})

test('a session that is read during writes is what was committed', async () => {
  const sessions = createSessionStore(database.sql, new MovingClock())
  const save = sessions.save({ hash: 'h', userId: undefined, csrf: 'c', expiresAt: 5e9 })
  expect(await sessions.find('h', 0)).toBeUndefined()
  await save
  expect(await sessions.find('h', 0)).toMatchObject({ csrf: 'c' })
})
