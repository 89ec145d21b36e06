import { PostgresAdapter } from 'kysely'
import { apiError } from '../../../core/api-error.js'
import type { Queries } from '../engine/sql.js'

/**
 * Locks an application against deletion until the unit ends. Every unit that inserts a row of an application calls it
 * before it locks anything else; otherwise, on PostgreSQL, the unit and the deletion could deadlock.
 *
 * @throws ApiError 101 where the application has been deleted
 */
export async function lockApplication(queries: Queries, appId: number): Promise<void> {
  if (!(await tryLockApplication(queries, appId)))
    throw apiError('key-invalid', { reason: 'the application was deleted' })
}

/** The same for a unit that inserts nothing. @returns false where the application has been deleted */
export async function tryLockApplication(queries: Queries, appId: number): Promise<boolean> {
  const found = queries.selectFrom('applications').select('id').where('id', '=', appId)
  return (await (hasRowLocks(queries) ? found.forKeyShare() : found).executeTakeFirst()) !== undefined
}

/** Finds an application to delete, and locks it exclusively, against {@link lockApplication} too. */
export function lockForDeletion(queries: Queries, key: string) {
  const found = queries.selectFrom('applications').select(['id', 'name', 'owner_id']).where('key', '=', key)
  return (hasRowLocks(queries) ? found.forUpdate() : found).executeTakeFirst()
}

/** Whether the database has row locks; SQLite, which has one writer, does not need them. */
function hasRowLocks(queries: Queries): boolean {
  return queries.getExecutor().adapter instanceof PostgresAdapter
}
