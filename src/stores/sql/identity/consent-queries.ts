import { covers, noPermissions, union } from '../../../core/permissions.js'
import type { Consent, Grant } from '../../../core/ports/token-store.js'
import { rowId } from '../engine/row-values.js'
import type { Queries } from '../engine/sql.js'
import { type AuditContext, recordAppAudit } from './audit-log.js'
import { tryLockApplication } from './lock-application.js'
import { permissionText, readPermissions } from './permission-text.js'

/**
 * Locks a user until the unit ends: every change of consents, tokens and granted frobs starts with it. Otherwise, on
 * PostgreSQL, a token could be inserted while the removal of its consent is under way.
 */
export async function lockUser(queries: Queries, userId: number): Promise<void> {
  await queries
    .updateTable('users')
    .set((is) => ({ state: is.ref('state') }))
    .where('id', '=', userId)
    .execute()
}

/** Creates a consent, or widens it to a grant's levels, and audits a change. Application and user must be locked. */
export async function widenConsent(queries: Queries, grant: Grant, context: AuditContext): Promise<void> {
  const before = await findConsent(queries, grant.appId, grant.userId)
  const { now } = context
  const allowed = union(before?.permissions ?? noPermissions, grant.permissions)
  const permissions = permissionText(allowed)
  await queries
    .insertInto('consents')
    .values({ app_id: grant.appId, user_id: rowId(grant.userId), permissions, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.columns(['user_id', 'app_id']).doUpdateSet({ permissions, updated_at: now }))
    .execute()
  if (before !== undefined && covers(before.permissions, allowed)) return
  await recordAppAudit(queries, grant.appId, 'consent.allow', context, { user: grant.userId, permissions: allowed })
}

/** The consent of a user for an application. */
export async function findConsent(queries: Queries, appId: number, userId: string): Promise<Consent | undefined> {
  const consents = await listConsents(queries, userId, appId)
  return consents[0]
}

/** The consents of a user, for all applications or for one. */
export async function listConsents(queries: Queries, userId: string, appId?: number): Promise<readonly Consent[]> {
  const ofUser = queries.selectFrom('consents').selectAll().where('user_id', '=', rowId(userId)).orderBy('app_id')
  const rows = await (appId === undefined ? ofUser : ofUser.where('app_id', '=', appId)).execute()
  return rows.map((row) => ({
    appId: row.app_id,
    userId: String(row.user_id),
    permissions: readPermissions(row.permissions),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
}

/** Deletes a consent with its tokens, granted frobs and request tokens; false where there was none. */
export async function removeConsent(
  queries: Queries,
  appId: number,
  userId: string,
  context: AuditContext,
): Promise<boolean> {
  const user = rowId(userId)
  if (!(await tryLockApplication(queries, appId))) return false
  await lockUser(queries, user)
  await queries.deleteFrom('frobs').where('user_id', '=', user).where('app_id', '=', appId).execute()
  await queries.deleteFrom('request_tokens').where('user_id', '=', user).where('app_id', '=', appId).execute()
  const { numDeletedRows: tokens } = await queries
    .deleteFrom('tokens')
    .where('user_id', '=', user)
    .where('app_id', '=', appId)
    .executeTakeFirst()
  const { numDeletedRows } = await queries
    .deleteFrom('consents')
    .where('user_id', '=', user)
    .where('app_id', '=', appId)
    .executeTakeFirst()
  if (numDeletedRows === 0n) return false
  await recordAppAudit(queries, appId, 'consent.remove', context, { user: userId, tokens: Number(tokens) })
  return true
}
