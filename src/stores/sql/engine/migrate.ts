import { type Kysely, type Migration, Migrator, sql as query } from 'kysely'
import { steps } from './migrations/index.js'
import type { Queries, Sql } from './sql.js'

/** The key of the advisory lock under which one node at a time migrates; any number that nothing else uses. */
const LOCK = 8_246_713

/** The timeout of a connection that migrates, in milliseconds: an hour, for large tables. */
export const MIGRATION_TIMEOUT = 3_600_000

/**
 * Runs all pending migrations in one transaction.
 *
 * @returns the names of the migrations that were run, oldest first
 * @throws the database's error where a migration failed; ApiError 503 where the database is unavailable
 */
export async function migrate(sql: Sql): Promise<readonly string[]> {
  // Without pending migrations no write lock is taken.
  if ((await pendingMigrations(sql)).length === 0) return []
  return sql.write(async (queries) => {
    if (sql.kind === 'postgres') await query`select pg_advisory_xact_lock(${query.lit(LOCK)})`.execute(queries)
    const { results = [], error } = await migratorOf(sql, queries).migrateToLatest()
    if (error !== undefined) throw error
    return results.map(({ migrationName }) => migrationName)
  })
}

/** The names of the migrations that {@link migrate} would run. */
export async function pendingMigrations(sql: Sql): Promise<readonly string[]> {
  const migrations = await migratorOf(sql, sql.read).getMigrations()
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
}

/** The names of migrations that a newer version has run and this one does not know. */
export async function newerMigrations(sql: Sql): Promise<readonly string[]> {
  const { rows } = await query<{ name: string }>`select name from kysely_migration order by name`.execute(sql.read)
  const known = new Set(steps.map(({ name }) => name))
  return rows.map(({ name }) => name).filter((name) => !known.has(name))
}

/** Whether a database has tables, but not the migration table of this program. */
export async function belongsToOthers(sql: Sql): Promise<boolean> {
  const tables = await sql.read.introspection.getTables({ withInternalKyselyTables: true })
  return tables.length > 0 && !tables.some(({ name }) => name === 'kysely_migration')
}

function migratorOf(sql: Sql, db: Queries): Migrator {
  const migrations: Record<string, Migration> = {}
  for (const step of steps) migrations[step.name] = { up: (on: Kysely<unknown>) => step.up(on, sql.kind) }
  // The unit of writes is already a transaction.
  return new Migrator({ db, provider: { getMigrations: async () => migrations }, disableTransactions: true })
}
