import type { Actor, AuditAction, AuditEntry, AuditLog } from '../../../core/ports/audit-log.js'
import type { Queries, Sql } from '../engine/sql.js'

/** Reads the audit log from SQL. */
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
 * Adds an entry, in the unit of writes of the change itself, so that both commit or neither. Callers list details by name, so
 * that no secret gets into the log.
 */
export async function recordAudit(queries: Queries, { detail, ...entry }: Omit<AuditEntry, 'id'>): Promise<void> {
  await queries
    .insertInto('audit')
    .values({ ...entry, detail: JSON.stringify(detail) })
    .execute()
}

/** The actor and the time of a change. */
export interface AuditContext {
  readonly by: Actor
  /** Unix seconds. */
  readonly now: number
}

/** Adds an entry about an application, by the number that tokens and consents refer to. */
export async function recordAppAudit(
  queries: Queries,
  appId: number,
  action: AuditAction,
  { by, now }: AuditContext,
  detail: AuditEntry['detail'],
): Promise<void> {
  await recordAudit(queries, { at: now, actor: by, action, target: `app:${await keyOf(queries, appId)}`, detail })
}

/** Reads the key of an application. */
export async function keyOf(queries: Queries, appId: number): Promise<string> {
  const { key } = await queries
    .selectFrom('applications')
    .select('key')
    .where('id', '=', appId)
    .executeTakeFirstOrThrow()
  return key
}
