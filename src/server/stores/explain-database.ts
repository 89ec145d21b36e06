import { resolve } from 'node:path'
import { type Settings, SettingsError, sqliteFile } from '../../config/settings.js'
import { ApiError } from '../../core/api-error.js'
import { explainSqlite } from '../../stores/sql/engine/explain-sqlite.js'
import { fileReason, messageOf, systemCode } from '../../system/system-reason.js'

/** The setting that locates the database. */
export function databaseSetting({ DATABASE_URL }: Settings): 'DATABASE_URL' | 'DATA_DIR' {
  return DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
}

/**
 * Turns an error of the database into one for operators: which setting, what is wrong, what to do.
 *
 * @returns the same error if it is not about the database as a whole
 */
export async function explainDatabase(settings: Settings, error: unknown): Promise<unknown> {
  const cause = error instanceof ApiError && error.store === 'sql' ? error.cause : error
  const text = await explanationOf(settings, cause)
  return text === undefined ? error : new SettingsError(`${databaseSetting(settings)}: ${text}`, { cause: error })
}

async function explanationOf(settings: Settings, cause: unknown): Promise<string | undefined> {
  const file = sqliteFile(settings)
  if (file === undefined) {
    const { explainPostgres } = await import('../../stores/sql/engine/explain-postgres.js')
    return explainPostgres(settings.DATABASE_URL ?? '', cause)
  }
  const reason = explainSqlite(cause)
  if (reason !== undefined) return `${resolve(file)} ${reason}`
  return isAboutFile(cause, file) ? `${resolve(file)} cannot be opened: ${fileReason(cause)}` : undefined
}

function isAboutFile(cause: unknown, file: string): boolean {
  return /^E[A-Z]+$/.test(systemCode(cause)) && messageOf(cause).includes(file)
}
