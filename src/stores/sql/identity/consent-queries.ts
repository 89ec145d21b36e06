import { covers, noPermissions, union } from '../../../core/permissions.js'
import type { Consent, Grant } from '../../../core/ports/token-store.js'
import { rowId } from '../engine/row-values.js'
import type { Queries } from '../engine/sql.js'
import { type Doing, noteForApp } from './audit-log.js'
import { isApplicationHeld } from './hold-application.js'
import { permissionText, readPermissions } from './permission-text.js'

/**
 * Makes units about one user follow one another: every change of consents, tokens and granted frobs begins here.
 * Else, on PostgreSQL, a token could slip past the removal of its consent while that is under way.
 */
export async function holdUser(queries: Queries, userId: number): Promise<void> {
  await queries
    .updateTable('users')
    .set((is) => ({ state: is.ref('state') }))
    .where('id', '=', userId)
    .execute()
}

/** Widens a consent to what a grant holds, or begins it, and notes that where it changes. Application and user must be held. */
export async function widenConsent(queries: Queries, grant: Grant, doing: Doing): Promise<void> {
  const before = await findConsent(queries, grant.appId, grant.userId)
  const { now } = doing
  const allowed = union(before?.permissions ?? noPermissions, grant.permissions)
  const permissions = permissionText(allowed)
  await queries
    .insertInto('consents')
    .values({ app_id: grant.appId, user_id: rowId(grant.userId), permissions, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.columns(['user_id', 'app_id']).doUpdateSet({ permissions, updated_at: now }))
    .execute()
  if (before !== undefined && covers(before.permissions, allowed)) return
  await noteForApp(queries, grant.appId, 'consent.allow', doing, { user: grant.userId, permissions: allowed })
}

/** What a user has allowed an application. */
export async function findConsent(queries: Queries, appId: number, userId: string): Promise<Consent | undefined> {
  const consents = await listConsents(queries, userId, appId)
  return consents[0]
}

/** What a user has allowed applications, or one of them. */
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

/** Removes a consent with its tokens, and the frobs and request tokens that were granted; false where there was none. */
export async function removeConsent(queries: Queries, appId: number, userId: string, doing: Doing): Promise<boolean> {
  const user = rowId(userId)
  if (!(await isApplicationHeld(queries, appId))) return false
  await holdUser(queries, user)
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
  await noteForApp(queries, appId, 'consent.remove', doing, { user: userId, tokens: Number(tokens) })
  return true
}
