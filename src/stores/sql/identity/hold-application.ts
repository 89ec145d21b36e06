import { PostgresAdapter } from 'kysely'
import { apiError } from '../../../core/api-error.js'
import type { Queries } from '../engine/sql.js'

/**
 * Keeps an application from being deleted until the unit ends: every unit that keeps a row of an application begins
 * here, before it locks anything else. Else, on PostgreSQL, a unit and the deletion could wait for each other.
 *
 * @throws ApiError 101 where the application has been deleted
 */
export async function holdApplication(queries: Queries, appId: number): Promise<void> {
  if (!(await isApplicationHeld(queries, appId)))
    throw apiError('key-invalid', { reason: 'the application was deleted' })
}

/** Does the same for a unit that keeps nothing. @returns false where the application has been deleted */
export async function isApplicationHeld(queries: Queries, appId: number): Promise<boolean> {
  const found = queries.selectFrom('applications').select('id').where('id', '=', appId)
  return (await (hasRowLocks(queries) ? found.forKeyShare() : found).executeTakeFirst()) !== undefined
}

/** Finds an application to delete, and keeps every unit out that holds it or wants to. */
export function findToDelete(queries: Queries, key: string) {
  const found = queries.selectFrom('applications').select(['id', 'name', 'owner_id']).where('key', '=', key)
  return (hasRowLocks(queries) ? found.forUpdate() : found).executeTakeFirst()
}

/** Whether rows can be locked. SQLite has one writer, and no need to. */
function hasRowLocks(queries: Queries): boolean {
  return queries.getExecutor().adapter instanceof PostgresAdapter
}
