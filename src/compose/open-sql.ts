import { mkdirSync } from 'node:fs'
import { type Settings, SettingsError, sqliteFile } from '../config.js'
import type { Log } from '../log.js'
import type { Outages } from '../stores/outages.js'
import { migrate, pendingMigrations } from '../stores/sql/migrate.js'
import { MIGRATION_TIMEOUT, openPostgres, type PostgresOptions } from '../stores/sql/postgres.js'
import type { Sql } from '../stores/sql/sql.js'
import { openSqlite } from '../stores/sql/sqlite.js'
import { closeAndThrow } from './close-and-throw.js'

/**
 * Opens the database with its tables as this version wants them: SQLite's are brought up to date, PostgreSQL's must
 * have been by their operator, since other nodes may still run on the old ones.
 *
 * @param log where it is told that PostgreSQL is away, and back
 * @throws SettingsError where the database cannot be opened, or `babelgate migrate` must run first
 */
export async function openSql(settings: Settings, log?: Log): Promise<Sql> {
  const sql = open(settings, log && { outages: outagesTo(log) })
  await prepareTables(sql).catch(closeAndThrow(sql))
  return sql
}

/** Brings the tables up to date. @returns the names of the changes made */
export async function migrateTables(settings: Settings): Promise<readonly string[]> {
  const sql = open(settings, { timeout: MIGRATION_TIMEOUT })
  try {
    return await migrate(sql)
  } finally {
    await sql.close()
  }
}

async function prepareTables(sql: Sql): Promise<void> {
  if (sql.kind === 'sqlite') await migrate(sql)
  const pending = await pendingMigrations(sql)
  if (pending.length > 0)
    throw new SettingsError(`The tables are not up to date (${pending.join(', ')}); run babelgate migrate first`)
}

function outagesTo({ logger }: Log): Outages {
  return {
    away: (server, reason) =>
      logger.error(
        { server, reason },
        'PostgreSQL is away; until it is back, calls that need it are answered with 503 at once',
      ),
    back: (server) => logger.info({ server }, 'PostgreSQL is back'),
  }
}

function open(settings: Settings, options?: Omit<PostgresOptions, 'url'>): Sql {
  const { DATA_DIR } = settings
  try {
    mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new SettingsError(`DATA_DIR ${DATA_DIR} is no folder and cannot be made one`, { cause })
  }
  return connectSql(settings, options)
}

/** Opens the database as it is. @throws SettingsError where a file cannot be opened */
export function connectSql(settings: Settings, options?: Omit<PostgresOptions, 'url'>): Sql {
  const { DATABASE_URL, SQLITE_SYNC } = settings
  const file = sqliteFile(settings)
  if (file === undefined) return openPostgres({ url: DATABASE_URL ?? '', ...options })
  try {
    return openSqlite({ file, sync: SQLITE_SYNC })
  } catch (cause) {
    const name = DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    throw new SettingsError(`${name}: ${file} cannot be opened, or another process keeps it locked`, { cause })
  }
}
