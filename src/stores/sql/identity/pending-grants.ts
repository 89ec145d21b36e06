import type { Grant } from '../../../core/ports/token-store.js'
import { rowId } from '../engine/row-values.js'
import type { Queries } from '../engine/sql.js'
import { holdUser, widenConsent } from './consent-queries.js'
import { holdApplication } from './hold-application.js'
import { permissionText, readPermissions } from './permission-text.js'

/**
 * A frob or a request token: it waits some minutes for a user to agree, and is then spent once by its application,
 * which must show the verifier where there is one to show.
 */
export type Pending = {
  readonly hash: string
  /** Unix seconds. */
  readonly now: number
} & (
  | { readonly table: 'frobs'; readonly verifierHash?: undefined }
  | { readonly table: 'request_tokens'; readonly verifierHash: string | undefined }
)

/** Drops those that have expired. */
export async function dropExpired(queries: Queries, table: Pending['table'], now: number): Promise<void> {
  await queries.deleteFrom(table).where('expires_at', '<=', now).execute()
}

/** The columns of a grant. */
export function grantedColumns({ userId, permissions }: Grant) {
  return { user_id: rowId(userId), permissions: permissionText(permissions) }
}

/** Notes who agreed to what, and widens the consent; false where nothing is waiting for anybody. */
export async function grantPending(
  queries: Queries,
  { table, hash, verifierHash, now }: Pending,
  grant: Grant,
): Promise<boolean> {
  await holdApplication(queries, grant.appId)
  await holdUser(queries, rowId(grant.userId))
  const { numUpdatedRows } = await queries
    .updateTable(table)
    .set({ ...grantedColumns(grant), verifier_hash: verifierHash })
    .where('hash', '=', hash)
    .where('app_id', '=', grant.appId)
    .where('user_id', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await widenConsent(queries, grant, { by: `user:${grant.userId}`, now })
  return true
}

/** Takes what was granted away: of many who try at once, one gets the grant. A wrong verifier gets none. */
export async function spendPending(
  queries: Queries,
  { table, hash, verifierHash, now }: Pending,
  appId: number,
): Promise<Grant | undefined> {
  await holdApplication(queries, appId)
  const seen = await queries.selectFrom(table).select('user_id').where('hash', '=', hash).executeTakeFirst()
  if (seen === undefined || seen.user_id === null) return undefined
  await holdUser(queries, seen.user_id)
  const row = await queries
    .deleteFrom(table)
    .where('hash', '=', hash)
    .where('app_id', '=', appId)
    .where('expires_at', '>', now)
    .$if(verifierHash !== undefined, (those) => those.where('verifier_hash', '=', verifierHash ?? ''))
    .returningAll()
    .executeTakeFirst()
  return row && { appId, userId: String(seen.user_id), permissions: readPermissions(row.permissions) }
}
