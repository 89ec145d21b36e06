import { type Clock, seconds } from '../../../core/ports/clock.js'
import type { SessionStore } from '../../../identity/ports/session-store.js'
import { rowId } from '../engine/row-values.js'
import type { Sql } from '../engine/sql.js'

/** Stores the sessions of the pages in SQL. Each save deletes expired ones. */
export function createSessionStore(sql: Sql, clock: Clock): SessionStore {
  return {
    async save({ hash, userId, csrf, expiresAt }) {
      const values = { user_id: userId === undefined ? null : rowId(userId), csrf: csrf ?? null, expires_at: expiresAt }
      await sql.write(async (queries) => {
        await queries.deleteFrom('sessions').where('expires_at', '<=', seconds(clock)).execute()
        await queries
          .insertInto('sessions')
          .values({ hash, ...values })
          .onConflict((conflict) => conflict.column('hash').doUpdateSet(values))
          .execute()
      })
    },
    async find(hash, now) {
      const row = await sql.read
        .selectFrom('sessions')
        .selectAll()
        .where('hash', '=', hash)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const userId = row.user_id === null ? undefined : String(row.user_id)
      return { hash, userId, csrf: row.csrf ?? undefined, expiresAt: row.expires_at }
    },
    async delete(hash) {
      await sql.write((queries) => queries.deleteFrom('sessions').where('hash', '=', hash).execute())
    },
    async deleteOf(userId) {
      await sql.write((queries) => queries.deleteFrom('sessions').where('user_id', '=', rowId(userId)).execute())
    },
  }
}
