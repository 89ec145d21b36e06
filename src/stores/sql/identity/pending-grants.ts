import type { Grant } from '../../../core/ports/token-store.js'
import { rowId } from '../engine/row-values.js'
import type { Queries } from '../engine/sql.js'
import { lockUser, widenConsent } from './consent-queries.js'
import { lockApplication } from './lock-application.js'
import { permissionText, readPermissions } from './permission-text.js'

/**
 * A frob or a request token: it waits some minutes for a user's consent, and is then spent once by its application,
 * which must present the verifier where it has one.
 */
export type Pending = {
  readonly hash: string
  /** Unix seconds. */
  readonly now: number
} & (
  | { readonly table: 'frobs'; readonly verifierHash?: undefined }
  | { readonly table: 'request_tokens'; readonly verifierHash: string | undefined }
)

/** Deletes expired frobs or request tokens. */
export async function deleteExpired(queries: Queries, table: Pending['table'], now: number): Promise<void> {
  await queries.deleteFrom(table).where('expires_at', '<=', now).execute()
}

/** The columns of a grant. */
export function grantedColumns({ userId, permissions }: Grant) {
  return { user_id: rowId(userId), permissions: permissionText(permissions) }
}

/** Grants a frob or request token and widens the consent; false where none waits for a user. */
export async function grantPending(
  queries: Queries,
  { table, hash, verifierHash, now }: Pending,
  grant: Grant,
): Promise<boolean> {
  await lockApplication(queries, grant.appId)
  await lockUser(queries, rowId(grant.userId))
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

/** Spends a granted frob or request token: of concurrent attempts one gets the grant; a wrong verifier gets none. */
export async function spendPending(
  queries: Queries,
  { table, hash, verifierHash, now }: Pending,
  appId: number,
): Promise<Grant | undefined> {
  await lockApplication(queries, appId)
  const pending = await queries.selectFrom(table).select('user_id').where('hash', '=', hash).executeTakeFirst()
  if (pending === undefined || pending.user_id === null) return undefined
  await lockUser(queries, pending.user_id)
  const row = await queries
    .deleteFrom(table)
    .where('hash', '=', hash)
    .where('app_id', '=', appId)
    .where('expires_at', '>', now)
    .$if(verifierHash !== undefined, (those) => those.where('verifier_hash', '=', verifierHash ?? ''))
    .returningAll()
    .executeTakeFirst()
  return row && { appId, userId: String(pending.user_id), permissions: readPermissions(row.permissions) }
}
