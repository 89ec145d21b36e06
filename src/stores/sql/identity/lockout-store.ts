import type { Failures, LockoutStore } from '../../../identity/ports/lockout-store.js'
import type { Queries, Sql } from '../engine/sql.js'

/** How long a subject that failed no more is remembered, in milliseconds; far longer than any lock lasts. */
const MEMORY = 24 * 3600 * 1000

/** Counts failed log-ins in SQL. */
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

/** The row that the upsert takes stays locked until the commit, so no failure beside this one is lost. */
async function addFailure(
  queries: Queries,
  subject: string,
  now: number,
  lockedUntil: (count: number) => number,
): Promise<Failures> {
  await queries
    .deleteFrom('lockouts')
    .where('failed_at', '<', now - MEMORY)
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
