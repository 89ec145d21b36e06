import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MIGRATION_TIMEOUT, migrate } from '../../src/stores/sql/engine/migrate.js'
import { openPostgres } from '../../src/stores/sql/engine/postgres.js'
import type { Sql } from '../../src/stores/sql/engine/sql.js'
import { openSqlite } from '../../src/stores/sql/engine/sqlite.js'
import { freshDatabase } from './postgres.js'

/** A migrated database that a test file has for itself. */
export interface TestDatabase {
  readonly sql: Sql
  /** A second handle on the same data, as another process has it. */
  another(): Sql
  remove(): Promise<void>
}

interface Options {
  /** Whether the tables are left out. */
  readonly empty?: boolean
}

/** Both kinds of database, for `describe.each`. */
export const databases: readonly (readonly [Sql['kind'], (options?: Options) => Promise<TestDatabase>])[] = [
  ['sqlite', sqliteDatabase],
  ['postgres', postgresDatabase],
]

/** Makes a migrated SQLite file in a folder of its own. */
export async function sqliteDatabase(options: Options = {}): Promise<TestDatabase & { readonly file: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-sqlite-'))
  const file = join(folder, 'test.sqlite')
  const database = await testDatabase(
    () => openSqlite({ file, sync: 'normal' }),
    async () => rmSync(folder, { recursive: true }),
    options,
  )
  return { ...database, file }
}

/** Makes a migrated PostgreSQL database. The machine of the tests may be busy, so nothing of it is given up soon. */
export async function postgresDatabase(options: Options = {}): Promise<TestDatabase> {
  const { url, drop } = await freshDatabase()
  const open = () => openPostgres({ url, lookupTimeout: 10_000 })
  return testDatabase(open, drop, options, () => openPostgres({ url, timeout: MIGRATION_TIMEOUT }))
}

async function testDatabase(
  open: () => Sql,
  drop: () => Promise<void>,
  { empty = false }: Options,
  openPatiently = open,
): Promise<TestDatabase> {
  const opened: Sql[] = []
  const add = (sql: Sql) => {
    opened.push(sql)
    return sql
  }
  const another = () => add(open())
  const sql = another()
  if (!empty) await migrate(add(openPatiently()))
  const remove = async () => {
    for (const handle of opened) await handle.close()
    await drop()
  }
  return { sql, another, remove }
}
