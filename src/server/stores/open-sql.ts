import { resolve } from 'node:path'
import { type Settings, SettingsError, sqliteFile } from '../../config/settings.js'
import type { OutageListener } from '../../stores/outages.js'
import {
  belongsToOthers,
  MIGRATION_TIMEOUT,
  migrate,
  newerMigrations,
  pendingMigrations,
} from '../../stores/sql/engine/migrate.js'
import type { PostgresOptions } from '../../stores/sql/engine/postgres.js'
import type { Sql } from '../../stores/sql/engine/sql.js'
import { openSqlite } from '../../stores/sql/engine/sqlite.js'
import { isThere } from '../../system/make-folder.js'
import { fileReason } from '../../system/system-reason.js'
import type { Log } from '../log/log.js'
import { prepareDataDir } from './data-dir.js'
import { databaseSetting, explainDatabase } from './explain-database.js'

/** Whether a missing database is created, or is an error. */
export type Opening = 'create' | 'existing'

/**
 * Opens the database and checks that its tables are up to date. With `create`, SQLite is migrated first. PostgreSQL is
 * migrated by its operator (`babelgate migrate`), since other nodes may still run an older version.
 *
 * @param log receives the outages of PostgreSQL
 * @param lookUpTimeout for look-ups on PostgreSQL, in milliseconds, if it is not the default
 * @throws SettingsError if there is no database, it cannot be opened, or `babelgate migrate` must run first
 */
export async function openSql(settings: Settings, opening: Opening, log?: Log, lookUpTimeout?: number): Promise<Sql> {
  if (opening === 'existing') requireDatabase(settings)
  else prepareDataDir(settings.DATA_DIR)
  const sql = await connectSql(settings, {
    ...(log && { outages: outagesTo(log) }),
    ...(lookUpTimeout !== undefined && { lookupTimeout: lookUpTimeout }),
  })
  try {
    if (opening === 'create' && sql.kind === 'sqlite') await migrateSqlite(settings, sql)
    await requireTables(settings, sql)
    return sql
  } catch (error) {
    await sql.close()
    throw await explainDatabase(settings, error)
  }
}

/**
 * Runs the pending migrations.
 *
 * @returns the names of the migrations that ran
 * @throws SettingsError if the database cannot be opened, or belongs to another program or a newer version
 */
export async function migrateTables(settings: Settings): Promise<readonly string[]> {
  prepareDataDir(settings.DATA_DIR)
  const sql = await connectSql(settings, { timeout: MIGRATION_TIMEOUT })
  try {
    return await (sql.kind === 'sqlite' ? migrateSqlite(settings, sql) : migrate(sql))
  } catch (error) {
    throw await explainDatabase(settings, error)
  } finally {
    await sql.close()
  }
}

/** The error text for a missing SQLite file; undefined if it exists, or if the database is PostgreSQL. */
export function missingDatabase(settings: Settings): string | undefined {
  const file = sqliteFile(settings)
  if (file === undefined || isThere(file)) return undefined
  const setting = databaseSetting(settings)
  return `There is no database at ${resolve(file)}; run this in the folder of the gateway, or set ${setting} (babelgate serve makes a database)`
}

function requireDatabase(settings: Settings): void {
  const missing = missingDatabase(settings)
  if (missing !== undefined) throw new SettingsError(missing)
}

async function migrateSqlite(settings: Settings, sql: Sql): Promise<readonly string[]> {
  if (await belongsToOthers(sql)) {
    throw new SettingsError(
      `${databaseSetting(settings)}: ${sqliteFile(settings)} is the database of another program; name another file`,
    )
  }
  return migrate(sql)
}

async function requireTables(settings: Settings, sql: Sql): Promise<void> {
  const setting = databaseSetting(settings)
  const pending = await pendingMigrations(sql)
  if (pending.length > 0) {
    throw new SettingsError(
      `${setting}: the tables are missing or not up to date (${pending.join(', ')}); run babelgate migrate first`,
    )
  }
  // On PostgreSQL nodes of the old version keep running on the tables of the new one during an upgrade.
  const newer = sql.kind === 'sqlite' ? await newerMigrations(sql) : []
  if (newer.length > 0) {
    throw new SettingsError(
      `${setting}: the database was made by a newer version of Babelgate (${newer.join(', ')}); run that version`,
    )
  }
}

function outagesTo({ logger }: Log): OutageListener {
  return {
    down: (server, reason) =>
      logger.error(
        { server, reason },
        'PostgreSQL is away; until it is back, calls that need it are answered with 503 at once',
      ),
    up: (server) => logger.info({ server }, 'PostgreSQL is back'),
  }
}

/**
 * Opens the database without migrating or checking it. The driver of PostgreSQL is loaded only where it is used.
 *
 * @throws SettingsError if the address or the file cannot be used
 */
export async function connectSql(settings: Settings, options?: Omit<PostgresOptions, 'url'>): Promise<Sql> {
  const { DATABASE_URL = '', SQLITE_SYNC } = settings
  const file = sqliteFile(settings)
  try {
    if (file !== undefined) return openSqlite({ file, sync: SQLITE_SYNC })
    const { openPostgres } = await import('../../stores/sql/engine/postgres.js')
    return openPostgres({ url: DATABASE_URL, ...options })
  } catch (error) {
    if (file !== undefined) throw await explainDatabase(settings, error)
    throw new SettingsError(`DATABASE_URL cannot be used: ${fileReason(error)}`, { cause: error })
  }
}
