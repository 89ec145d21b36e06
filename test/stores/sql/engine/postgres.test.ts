import { setTimeout } from 'node:timers/promises'
import { sql as query } from 'kysely'
import { openPostgres } from '../../../../src/stores/sql/engine/postgres.js'
import type { Queries, Sql } from '../../../../src/stores/sql/engine/sql.js'
import { type FreshDatabase, freshDatabase } from '../../../support/postgres.js'

const nothingChanged = { code: 503, detail: expect.stringContaining('Nothing was changed'), retryAfter: 1 }
const unknown = { code: 503, detail: expect.stringContaining('may or may not have happened') }

async function one<Value>(queries: Queries, expression: string): Promise<Value | undefined> {
  const { rows } = await query<{ value: Value }>`select ${query.raw(expression)} as value`.execute(queries)
  return rows[0]?.value
}

describe('PostgreSQL', () => {
  let database: FreshDatabase
  let sql: Sql
  beforeEach(async () => {
    database = await freshDatabase()
    sql = openPostgres({ url: database.url, timeout: 300 })
  })
  afterEach(async () => {
    await sql.close()
    await database.drop()
  })

  test('gives whole and decimal numbers as numbers, on this pool alone', async () => {
    expect(await one(sql.read, '9007199254740991::bigint')).toBe(Number.MAX_SAFE_INTEGER)
    expect(await one(sql.read, '12.5::numeric')).toBe(12.5)
    expect(await one(sql.read, 'count(*)')).toBe(1)
    const { types } = jest.requireActual<typeof import('pg')>('pg')
    expect(types.getTypeParser(types.builtins.INT8)('1')).toBe('1')
  })

  test('gives 503 for a query that takes too long, and then works again', async () => {
    await expect(one(sql.read, 'pg_sleep(5)')).rejects.toMatchObject(nothingChanged)
    await expect(sql.write((queries) => one(queries, 'pg_sleep(5)'))).rejects.toMatchObject(nothingChanged)
    expect(await one(sql.read, '1')).toBe(1)
  })

  test('gives 503 where the connection breaks during a unit, and then works again', async () => {
    const broken = sql.write(async (queries) => {
      const pid = await one<number>(queries, 'pg_backend_pid()')
      await one(sql.read, `pg_terminate_backend(${pid})`)
      await setTimeout(50)
      return one(queries, '1')
    })
    await expect(broken).rejects.toMatchObject(nothingChanged)
    expect(await sql.write((queries) => one(queries, '2'))).toBe(2)
  })

  test('gives 503 where the server stops answering, and does not reuse that connection', async () => {
    const pid = (await one<number>(sql.read, 'pg_backend_pid()')) ?? 0
    process.kill(pid, 'SIGSTOP')
    try {
      await expect(one(sql.read, '1')).rejects.toMatchObject(nothingChanged)
      expect(await one(sql.read, 'pg_backend_pid()')).not.toBe(pid)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  })

  test('says that the outcome is unknown where the connection breaks during the commit', async () => {
    const patient = openPostgres({ url: database.url })
    let pid: number | undefined
    try {
      await patient.write(async (queries) => {
        await query`create table slow (id int)`.execute(queries)
        await query`create function dawdle() returns trigger language plpgsql as 'begin perform pg_sleep(5); return new; end'`.execute(
          queries,
        )
        await query`create constraint trigger dawdle after insert on slow deferrable initially deferred for each row execute function dawdle()`.execute(
          queries,
        )
      })
      const write = expect(
        patient.write(async (queries) => {
          pid = await one<number>(queries, 'pg_backend_pid()')
          await query`insert into slow values (1)`.execute(queries)
        }),
      ).rejects.toMatchObject(unknown)
      await setTimeout(300)
      await one(sql.read, `pg_terminate_backend(${pid})`)
      await write
    } finally {
      await patient.close()
    }
  })

  test('does not acknowledge a commit that the server turned into a rollback', async () => {
    const careless = sql.write(async (queries) => {
      await query`create table lost (id int)`.execute(queries)
      await query`select * from nowhere`.execute(queries).catch(() => undefined)
    })
    await expect(careless).rejects.toThrow('the unit went on')
    expect(await one(sql.read, "to_regclass('lost') is null")).toBe(true)
  })

  test('passes the error of an invalid query on, and keeps the rest of the pool', async () => {
    await expect(query`select * from nowhere`.execute(sql.read)).rejects.toMatchObject({ code: '42P01' })
    await expect(sql.write((queries) => query`select 1/0`.execute(queries))).rejects.toMatchObject({ code: '22012' })
    expect(await one(sql.read, '1')).toBe(1)
  })

  test('gives 503 after it was closed', async () => {
    const closed = openPostgres({ url: database.url })
    await closed.close()
    await expect(one(closed.read, '1')).rejects.toMatchObject({ code: 503 })
  })

  test('has a version that changes with time', async () => {
    const before = sql.version()
    await setTimeout(510)
    expect(sql.version()).toBeGreaterThan(before)
  })
})
