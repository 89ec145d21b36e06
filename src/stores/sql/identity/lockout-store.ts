import type { Failures, LockoutStore } from '../../../identity/ports/lockout-store.js'
import type { Queries, Sql } from '../engine/sql.js'

/** How long a row is kept after the last failure, in milliseconds; much longer than any lock. */
const RETENTION = 24 * 3600 * 1000

/** Stores counts of failed log-ins in SQL. */
export function createLockoutStore(sql: Sql): LockoutStore {
  return {
    async find(subject) {
      const row = await sql.read.selectFrom('lockouts').selectAll().where('subject', '=', subject).executeTakeFirst()
      return row && { count: row.count, lockedUntil: row.locked_until }
    },
    fail: (subject, now, lockedUntil) => sql.write((queries) => addFailure(queries, subject, now, lockedUntil)),
    async clear(subject) {
      await sql.write((queries) => queries.deleteFrom('lockouts').where('subject', '=', subject).execute())
    },
  }
}

/** The upsert locks the row until the commit, so no concurrent failure is lost. */
async function addFailure(
  queries: Queries,
  subject: string,
  now: number,
  lockedUntil: (count: number) => number,
): Promise<Failures> {
  await queries
    .deleteFrom('lockouts')
    .where('failed_at', '<', now - RETENTION)
    .where('locked_until', '<', now)
    .execute()
  const { count } = await queries
    .insertInto('lockouts')
    .values({ subject, count: 1, locked_until: 0, failed_at: now })
    .onConflict((conflict) =>
      conflict.column('subject').doUpdateSet((is) => ({ count: is('lockouts.count', '+', 1), failed_at: now })),
    )
    .returning('count')
    .executeTakeFirstOrThrow()
  const failures = { count, lockedUntil: lockedUntil(count) }
  await queries
    .updateTable('lockouts')
    .set({ locked_until: failures.lockedUntil })
    .where('subject', '=', subject)
    .execute()
  return failures
}
