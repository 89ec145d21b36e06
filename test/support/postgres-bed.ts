import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql as query } from 'kysely'
import { openPostgres, type PostgresOptions } from '../../src/stores/sql/engine/postgres.js'
import type { Queries, Sql } from '../../src/stores/sql/engine/sql.js'
import { type PostgresServer, startPostgres } from './postgres.js'
import { until } from './process.js'

/** How long a server may be back before everything goes on, in milliseconds. */
export const BACK = 2000

/** How a test waits where it is not about being given up: the machine may be busy. */
export const patient = { lookupTimeout: 10_000 }

/** What an error says of a write that was not made, and of one that may have been. */
export const nothingChanged = { code: 503, detail: expect.stringContaining('Nothing was changed') }
export const unknown = { code: 503, detail: expect.stringContaining('may or may not have happened') }

/** The smallest read, and the smallest write. */
export const one = (queries: Queries) => query`select 1`.execute(queries)
export const note = (text: string) => (queries: Queries) => query`insert into notes values (${text})`.execute(queries)

/** The texts that were written. */
export async function notes(sql: Sql): Promise<readonly string[]> {
  const { rows } = await query<{ text: string }>`select text from notes`.execute(sql.read)
  return rows.map(({ text }) => text)
}

/** What tests of a PostgreSQL that fails work on. */
export interface PostgresBed {
  /** The server; killed or stopped ones are started again by `restart`. */
  server(): PostgresServer
  /** Host and port, as outages name them. */
  address(): string
  restart(): Promise<void>
  /** What was told of the server since the test began. */
  readonly outages: string[]
  /** Opens the database as a process does. */
  open(options?: Partial<PostgresOptions>): Sql
}

/** Starts a server of a test file's own, with a table `notes`. */
export function usePostgresBed(): PostgresBed {
  const outages: string[] = []
  const opened: Sql[] = []
  let home: string
  let server: PostgresServer

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'babelgate-postgres-'))
    server = await startPostgres(home)
    const sql = openPostgres({ url: server.url })
    await query`create table notes (text text primary key)`.execute(sql.read)
    await sql.close()
  })
  afterAll(async () => {
    await server.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })
  beforeEach(() => {
    outages.length = 0
  })
  afterEach(async () => {
    for (const sql of opened.splice(0)) await sql.close()
  })
  return {
    server: () => server,
    address: () => new URL(server.url).host,
    async restart() {
      server = await startPostgres(home, Number(new URL(server.url).port))
    },
    outages,
    open(options = {}) {
      const listener = {
        down: (name: string, reason: string) => outages.push(`${name} away: ${reason}`),
        up: (name: string) => outages.push(`${name} back`),
      }
      const sql = openPostgres({ url: server.url, outages: listener, ...options })
      opened.push(sql)
      return sql
    },
  }
}

/** Makes look-ups until the server is known to be away. */
export async function untilAway(sql: Sql): Promise<void> {
  await until(async () => {
    await expect(sql.lookUp(one)).rejects.toMatchObject(nothingChanged)
    return sql.isDown()
  })
}

/** Waits until a look-up and a write succeed. @returns how long that took, in milliseconds */
export async function back(sql: Sql): Promise<number> {
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
export async function expectAtOnce(sql: Sql): Promise<void> {
  const start = performance.now()
  for (let round = 0; round < 20; round++) {
    await expect(sql.lookUp(one)).rejects.toMatchObject(nothingChanged)
    await expect(one(sql.read)).rejects.toMatchObject(nothingChanged)
    await expect(sql.write(one)).rejects.toMatchObject(nothingChanged)
  }
  expect(performance.now() - start).toBeLessThan(1000)
}
