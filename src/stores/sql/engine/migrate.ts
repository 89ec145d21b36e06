import { type Kysely, type Migration, Migrator, sql as query } from 'kysely'
import { steps } from './migrations/index.js'
import type { Queries, Sql } from './sql.js'

/** The number that nodes agree on to change the tables one after the other; any number that nothing else uses. */
const LOCK = 8_246_713

/**
 * Brings the tables up to date, in one transaction: either all pending changes are made, or none.
 *
 * @returns the names of the changes that were made, oldest first
 * @throws what the database said where a change failed; ApiError 503 where it is away
 */
export async function migrate(sql: Sql): Promise<readonly string[]> {
  // Where nothing is to be done, nobody who writes is kept waiting.
  if ((await pendingMigrations(sql)).length === 0) return []
  return sql.write(async (queries) => {
    if (sql.kind === 'postgres') await query`select pg_advisory_xact_lock(${query.lit(LOCK)})`.execute(queries)
    const { results = [], error } = await migratorOf(sql, queries).migrateToLatest()
    if (error !== undefined) throw error
    return results.map(({ migrationName }) => migrationName)
  })
}

/** The names of the changes that {@link migrate} would make. */
export async function pendingMigrations(sql: Sql): Promise<readonly string[]> {
  const migrations = await migratorOf(sql, sql.read).getMigrations()
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
}

/** The names of the changes that were made by a newer version, which this one does not know. */
export async function newerMigrations(sql: Sql): Promise<readonly string[]> {
  const { rows } = await query<{ name: string }>`select name from kysely_migration order by name`.execute(sql.read)
  const known = new Set(steps.map(({ name }) => name))
  return rows.map(({ name }) => name).filter((name) => !known.has(name))
}

/** Whether a database has tables and none of them says that they are of this program. */
export async function belongsToOthers(sql: Sql): Promise<boolean> {
  const tables = await sql.read.introspection.getTables({ withInternalKyselyTables: true })
  return tables.length > 0 && !tables.some(({ name }) => name === 'kysely_migration')
}

function migratorOf(sql: Sql, db: Queries): Migrator {
  const migrations: Record<string, Migration> = {}
  for (const step of steps) migrations[step.name] = { up: (on: Kysely<unknown>) => step.up(on, sql.kind) }
  // The unit of writes is the transaction already.
  return new Migrator({ db, provider: { getMigrations: async () => migrations }, disableTransactions: true })
}
