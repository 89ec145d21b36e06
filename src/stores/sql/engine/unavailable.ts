import { type ApiError, apiError } from '../../../core/api-error.js'

/** What a caller may do after a query that failed before anything was kept. */
const NOTHING_CHANGED = 'The database is away or busy. Nothing was changed; try again.'

/** What a caller may do after a commit that failed on the way. */
const OUTCOME_UNKNOWN =
  'The database went away while the change was being kept, so it may or may not have happened. Look before trying again.'

/** What SQLite says when the file is locked or the disk fails, not when a query is wrong. */
const SQLITE_AWAY = /^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|FULL|READONLY|PROTOCOL|NOMEM)/

/**
 * What PostgreSQL says when it is away or overloaded: connection (08), transaction rolled back by the server (40),
 * resources (53), operator (57), system (58), a lock not to be had, a session timed out, a replica that only reads.
 */
const POSTGRES_AWAY = /^((08|40|53|57|58)[0-9A-Z]{3}|55P03|25P0[34]|25006)$/

/** What Node says when the network fails. */
const NETWORK_AWAY = /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_|EHOST|ENET|ENOENT)/

/** What the drivers say without a code. */
const CLOSED =
  /connection is not open|connection terminated|read timeout|timeout exceeded|not queryable|calling end on the pool/i

/**
 * Tells an absent, locked or closed database from a wrong query: gives ApiError 503 for the first and anything
 * else as it was.
 */
export function asUnavailable(thrown: unknown): unknown {
  return isAway(thrown) ? unavailable(thrown) : thrown
}

/** The error of a call that needs the database while it is away. */
export function unavailable(cause: unknown): ApiError {
  return apiError('service-unavailable', { detail: NOTHING_CHANGED, cause, retryAfter: 1, store: 'sql' })
}

/** The error of a write whose commit was under way when the database went away. */
export function outcomeUnknown(cause: unknown): ApiError {
  return apiError('service-unavailable', { detail: OUTCOME_UNKNOWN, cause, store: 'sql' })
}

/** Whether a driver threw because the database is absent, locked or closed. */
export function isAway(thrown: unknown): boolean {
  const code = codeOf(thrown)
  if (SQLITE_AWAY.test(code) || POSTGRES_AWAY.test(code) || NETWORK_AWAY.test(code)) return true
  return isObject(thrown) && 'message' in thrown && CLOSED.test(String(thrown.message))
}

/** Whether it was PostgreSQL itself that said no, and not because it is starting or stopping (57P). */
export function isRefusal(thrown: unknown): boolean {
  return isObject(thrown) && 'severity' in thrown && !codeOf(thrown).startsWith('57P')
}

/** What a driver says of its failure; where several addresses of one name failed, that is a code. */
export function reasonOf(thrown: unknown): string {
  const message = isObject(thrown) && 'message' in thrown ? String(thrown.message) : ''
  return message || codeOf(thrown) || 'no reason was given'
}

/** Whether the file is locked at this moment. */
export function isBusy(thrown: unknown): boolean {
  return codeOf(thrown).startsWith('SQLITE_BUSY')
}

/** The code of an error; empty where it has none. Native errors may belong to another realm, so their class is not asked. */
function codeOf(thrown: unknown): string {
  return isObject(thrown) && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
