import { sha256 } from '../../../core/auth/hash.js'
import { type NewRequestToken, type RequestToken, verifierTries } from '../../../core/ports/request-token-store.js'
import type { Grant } from '../../../core/ports/token-store.js'
import type { Queries } from '../engine/sql.js'
import { lockApplication } from './lock-application.js'
import { deleteExpired, grantPending, spendPending } from './pending-grants.js'
import { permissionText, readPermissions } from './permission-text.js'
import type { Sealer } from './sealer.js'

/** Inserts a request token that waits for a user, and deletes expired ones. */
export async function insertRequestToken(queries: Queries, token: NewRequestToken, sealer: Sealer): Promise<void> {
  const hash = sha256(token.token)
  await lockApplication(queries, token.appId)
  await deleteExpired(queries, 'request_tokens', token.now)
  await queries
    .insertInto('request_tokens')
    .values({
      hash,
      app_id: token.appId,
      sealed_secret: sealer.seal(token.secret, secretOf(hash)),
      callback: token.callback,
      user_id: null,
      verifier_hash: null,
      failures: 0,
      permissions: permissionText(token.asked),
      expires_at: token.expiresAt,
    })
    .execute()
}

/** Finds a request token that has not expired. */
export async function findRequestToken(
  queries: Queries,
  token: string,
  now: number,
  sealer: Sealer,
): Promise<RequestToken | undefined> {
  const hash = sha256(token)
  const row = await queries
    .selectFrom('request_tokens')
    .selectAll()
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    appId: row.app_id,
    secret: sealer.open(row.sealed_secret, secretOf(hash)),
    callback: row.callback,
    asked: readPermissions(row.permissions),
    granted: row.user_id !== null,
  }
}

/** Grants a request token and widens the consent; false where no such token waits for a user. */
export function grantRequestToken(
  queries: Queries,
  token: string,
  grant: Grant,
  verifier: string,
  now: number,
): Promise<boolean> {
  const [hash, verifierHash] = [sha256(token), hashVerifier(token, verifier)]
  return grantPending(queries, { table: 'request_tokens', hash, verifierHash, now }, grant)
}

/** An attempt of an application to spend a request token. */
export interface Attempt {
  readonly token: string
  readonly appId: number
  readonly verifier: string | undefined
  /** Unix seconds. */
  readonly now: number
}

/** Spends a granted request token: of concurrent attempts one gets the grant. A wrong verifier is counted. */
export async function spendRequestToken(
  queries: Queries,
  { token, appId, verifier, now }: Attempt,
): Promise<Grant | 'verifier-wrong' | undefined> {
  const hash = sha256(token)
  const verifierHash = verifier === undefined ? undefined : hashVerifier(token, verifier)
  const grant = await spendPending(queries, { table: 'request_tokens', hash, verifierHash, now }, appId)
  if (grant !== undefined || verifier === undefined) return grant
  return (await countFailure(queries, hash, appId, now)) ? 'verifier-wrong' : undefined
}

/** Counts a wrong verifier, and deletes the request token after the last try; false where there is no granted token. */
async function countFailure(queries: Queries, hash: string, appId: number, now: number): Promise<boolean> {
  const row = await queries
    .updateTable('request_tokens')
    .set((is) => ({ failures: is('failures', '+', 1) }))
    .where('hash', '=', hash)
    .where('app_id', '=', appId)
    .where('user_id', 'is not', null)
    .where('expires_at', '>', now)
    .returning('failures')
    .executeTakeFirst()
  if (row === undefined) return false
  if (row.failures >= verifierTries) await queries.deleteFrom('request_tokens').where('hash', '=', hash).execute()
  return true
}

/** The hash of a verifier together with its token, so that equal verifiers have different hashes. */
function hashVerifier(token: string, verifier: string): string {
  return sha256(`${token} ${verifier}`)
}

/** The identity of a request token's secret, for {@link Sealer}. */
function secretOf(hash: string): string {
  return `request_tokens.sealed_secret ${hash}`
}
