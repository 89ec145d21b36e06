import type { Actor, AuditAction, AuditEntry, AuditLog } from '../../../core/ports/audit-log.js'
import type { Queries, Sql } from '../engine/sql.js'

/** Shows what was done, from SQL. */
export function createAuditLog(sql: Sql): AuditLog {
  return {
    async list({ since, action }) {
      const entries = sql.read.selectFrom('audit').selectAll().where('at', '>=', since).orderBy('at').orderBy('id')
      const rows = await (action === undefined ? entries : entries.where('action', '=', action)).execute()
      return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) }))
    },
  }
}

/**
 * Notes a change in the unit of writes that makes it, so that the one is kept exactly when the other is. Details are
 * listed by name where they are written, so that no secret comes in with them.
 */
export async function note(queries: Queries, { detail, ...entry }: Omit<AuditEntry, 'id'>): Promise<void> {
  await queries
    .insertInto('audit')
    .values({ ...entry, detail: JSON.stringify(detail) })
    .execute()
}

/** Who does something, and when; what stores need to note it. */
export interface Doing {
  readonly by: Actor
  /** Unix seconds. */
  readonly now: number
}

/** Notes something that was done to an application, which tokens and consents name by its number. */
export async function noteForApp(
  queries: Queries,
  appId: number,
  action: AuditAction,
  { by, now }: Doing,
  detail: AuditEntry['detail'],
): Promise<void> {
  await note(queries, { at: now, actor: by, action, target: `app:${await keyOf(queries, appId)}`, detail })
}

/** The key of an application. */
export async function keyOf(queries: Queries, appId: number): Promise<string> {
  const { key } = await queries
    .selectFrom('applications')
    .select('key')
    .where('id', '=', appId)
    .executeTakeFirstOrThrow()
  return key
}
