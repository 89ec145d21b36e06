import { sha256 } from '../../../core/auth/hash.js'
import { noPermissions } from '../../../core/permissions.js'
import type { Frob, Grant } from '../../../core/ports/token-store.js'
import { rowId } from '../engine/row-values.js'
import type { Queries } from '../engine/sql.js'
import { lockUser, widenConsent } from './consent-queries.js'
import { lockApplication } from './lock-application.js'
import { deleteExpired, grantedColumns, grantPending, spendPending } from './pending-grants.js'
import { permissionText } from './permission-text.js'

/** A frob to insert; without a grant it waits for a user. */
export interface NewFrob {
  readonly frob: string
  readonly appId: number
  readonly grant?: Grant
  /** Unix seconds, both. */
  readonly now: number
  readonly expiresAt: number
}

/** Inserts a frob, widens the consent where it has a grant, and deletes expired frobs. */
export async function insertFrob(queries: Queries, { frob, appId, grant, now, expiresAt }: NewFrob): Promise<void> {
  await lockApplication(queries, appId)
  if (grant !== undefined) {
    await lockUser(queries, rowId(grant.userId))
    await widenConsent(queries, grant, { by: `user:${grant.userId}`, now })
  }
  const granted =
    grant === undefined ? { user_id: null, permissions: permissionText(noPermissions) } : grantedColumns(grant)
  await deleteExpired(queries, 'frobs', now)
  await queries
    .insertInto('frobs')
    .values({ hash: sha256(frob), app_id: appId, ...granted, expires_at: expiresAt })
    .execute()
}

/** Finds a frob that has not expired. */
export async function findFrob(queries: Queries, frob: string, now: number): Promise<Frob | undefined> {
  const row = await queries
    .selectFrom('frobs')
    .select(['app_id', 'user_id'])
    .where('hash', '=', sha256(frob))
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && { appId: row.app_id, authorised: row.user_id !== null }
}

/** Grants a frob and widens the consent; false where no such frob waits for a user. */
export function grantFrob(queries: Queries, frob: string, grant: Grant, now: number): Promise<boolean> {
  return grantPending(queries, { table: 'frobs', hash: sha256(frob), now }, grant)
}

/** Spends a granted frob: of concurrent attempts one gets the grant. */
export function spendFrob(queries: Queries, frob: string, appId: number, now: number): Promise<Grant | undefined> {
  return spendPending(queries, { table: 'frobs', hash: sha256(frob), now }, appId)
}
