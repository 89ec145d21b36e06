import { type ApiError, apiError } from '../../../core/api-error.js'

/** The detail of a 503 after a query that changed nothing. */
const NOTHING_CHANGED = 'The database is away or busy. Nothing was changed; try again.'

/** The detail of a 503 after a commit whose outcome is unknown. */
const OUTCOME_UNKNOWN =
  'The database went away while the change was being kept, so it may or may not have happened. Look before trying again.'

/** SQLite's codes for a locked file or a failing disk, as opposed to an invalid query. */
const SQLITE_AWAY = /^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|FULL|READONLY|PROTOCOL|NOMEM)/

/**
 * PostgreSQL's SQLSTATEs for an unavailable or overloaded server: connection (08), transaction rolled back by the server
 * (40), resources (53), operator (57), system (58), lock not available, session timeout, read-only replica.
 */
const POSTGRES_AWAY = /^((08|40|53|57|58)[0-9A-Z]{3}|55P03|25P0[34]|25006)$/

/** Node's codes for network failures. */
const NETWORK_AWAY = /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_|EHOST|ENET|ENOENT)/

/** Messages of the drivers that have no code. */
const CLOSED =
  /connection is not open|connection terminated|read timeout|timeout exceeded|not queryable|calling end on the pool/i

/**
 * Maps the error of an unavailable, locked or closed database to ApiError 503; returns any other error, such as that of an
 * invalid query, unchanged.
 */
export function asUnavailable(thrown: unknown): unknown {
  return isUnavailable(thrown) ? unavailable(thrown) : thrown
}

/** The error of a query while the database is unavailable. */
export function unavailable(cause: unknown): ApiError {
  return apiError('service-unavailable', { detail: NOTHING_CHANGED, cause, retryAfter: 1, store: 'sql' })
}

/** The error of a write whose commit was under way when the database became unavailable. */
export function outcomeUnknown(cause: unknown): ApiError {
  return apiError('service-unavailable', { detail: OUTCOME_UNKNOWN, cause, store: 'sql' })
}

/** Whether a driver threw because the database is unavailable, locked or closed. */
export function isUnavailable(thrown: unknown): boolean {
  const code = codeOf(thrown)
  if (SQLITE_AWAY.test(code) || POSTGRES_AWAY.test(code) || NETWORK_AWAY.test(code)) return true
  return isObject(thrown) && 'message' in thrown && CLOSED.test(String(thrown.message))
}

/** Whether PostgreSQL itself refused, and not because it is starting or stopping (57P). */
export function isRefusal(thrown: unknown): boolean {
  return isObject(thrown) && 'severity' in thrown && !codeOf(thrown).startsWith('57P')
}

/** The message of a driver's error; its code where several addresses of one name failed, which has no message. */
export function reasonOf(thrown: unknown): string {
  const message = isObject(thrown) && 'message' in thrown ? String(thrown.message) : ''
  return message || codeOf(thrown) || 'no reason was given'
}

/** Whether SQLite threw because the file is locked. */
export function isBusy(thrown: unknown): boolean {
  return codeOf(thrown).startsWith('SQLITE_BUSY')
}

/** The code of an error; empty where it has none. No `instanceof`, since native errors may belong to another realm. */
function codeOf(thrown: unknown): string {
  return isObject(thrown) && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
