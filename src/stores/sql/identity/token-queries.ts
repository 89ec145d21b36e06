import { sha256 } from '../../../core/auth/hash.js'
import { heldLevels } from '../../../core/permissions.js'
import type { NewToken, OAuthToken, Token, TokenSummary } from '../../../core/ports/token-store.js'
import { rowId } from '../engine/row-values.js'
import type { Queries } from '../engine/sql.js'
import { type AuditContext, keyOf, recordAudit } from './audit-log.js'
import { lockUser, widenConsent } from './consent-queries.js'
import { lockApplication } from './lock-application.js'
import { permissionText, readPermissions } from './permission-text.js'
import type { Sealer } from './sealer.js'

/** Finds a token by the hash of one of its secrets. */
export async function findToken(
  queries: Queries,
  column: 'auth_hash' | 'bearer_hash',
  hash: string,
): Promise<Token | undefined> {
  const row = await selectToken(queries, column, hash)
  return row && tokenOf(row)
}

/** Finds a token that has an OAuth secret, by the hash of its `auth_token`. */
export async function findOAuthToken(queries: Queries, hash: string, sealer: Sealer): Promise<OAuthToken | undefined> {
  const row = await selectToken(queries, 'auth_hash', hash)
  if (row === undefined || row.sealed_oauth_secret === null) return undefined
  return { ...tokenOf(row), oauthSecret: sealer.open(row.sealed_oauth_secret, secretOf(hash)) }
}

function selectToken(queries: Queries, column: 'auth_hash' | 'bearer_hash', hash: string) {
  return queries
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['tokens.id', 'app_id', 'user_id', 'sealed_oauth_secret', 'username', 'state', 'permissions'])
    .where(column, '=', hash)
    .executeTakeFirst()
}

function tokenOf(row: NonNullable<Awaited<ReturnType<typeof selectToken>>>): Token {
  const user = { id: String(row.user_id), username: row.username, state: row.state }
  return { id: row.id, appId: row.app_id, user, permissions: readPermissions(row.permissions) }
}

/** Inserts a token and widens the consent. */
export async function createToken(
  queries: Queries,
  token: NewToken,
  context: AuditContext,
  sealer: Sealer,
): Promise<void> {
  await lockApplication(queries, token.appId)
  await lockUser(queries, rowId(token.userId))
  await widenConsent(queries, token, context)
  const { id, key } = await insertToken(queries, token, context.now, sealer)
  await recordCreation(queries, id, token, key, context)
}

/** Inserts a token that is exchanged for a frob or request token. Application and user must be locked. */
export async function insertExchanged(
  queries: Queries,
  token: NewToken,
  ticket: 'frob' | 'request-token',
  now: number,
  sealer: Sealer,
): Promise<void> {
  const { id, key } = await insertToken(queries, token, now, sealer)
  await recordCreation(queries, id, token, key, { by: `app:${key}`, now }, { exchanged: ticket })
}

/** @returns the id of the token, and the key of its application */
async function insertToken(queries: Queries, token: NewToken, now: number, sealer: Sealer) {
  const { authToken, bearerToken, oauthSecret } = token.secrets
  const authHash = sha256(authToken)
  const { id } = await queries
    .insertInto('tokens')
    .values({
      app_id: token.appId,
      user_id: rowId(token.userId),
      auth_hash: authHash,
      bearer_hash: bearerToken === undefined ? null : sha256(bearerToken),
      sealed_oauth_secret: oauthSecret === undefined ? null : sealer.seal(oauthSecret, secretOf(authHash)),
      permissions: permissionText(token.permissions),
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, key: await keyOf(queries, token.appId) }
}

async function recordCreation(
  queries: Queries,
  id: number,
  token: NewToken,
  app: string,
  { by, now }: AuditContext,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const detail = { app, user: token.userId, permissions: heldLevels(token.permissions), ...more }
  await recordAudit(queries, { at: now, actor: by, action: 'token.create', target: `token:${id}`, detail })
}

/** Deletes a token by the hash of one of its secrets; false where there is none. */
export async function deleteToken(queries: Queries, hash: string, { by, now }: AuditContext): Promise<boolean> {
  const row = await queries
    .deleteFrom('tokens')
    .where((is) => is.or([is('auth_hash', '=', hash), is('bearer_hash', '=', hash)]))
    .returning(['id', 'app_id', 'user_id'])
    .executeTakeFirst()
  if (row === undefined) return false
  const detail = { app: await keyOf(queries, row.app_id), user: String(row.user_id) }
  await recordAudit(queries, { at: now, actor: by, action: 'token.revoke', target: `token:${row.id}`, detail })
  return true
}

/** Lists tokens of an application, of a user, of both, or all. */
export async function listTokens(
  queries: Queries,
  { appId, userId }: { readonly appId?: number; readonly userId?: string },
): Promise<readonly TokenSummary[]> {
  const rows = await queries
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .innerJoin('applications', 'applications.id', 'tokens.app_id')
    .select(['tokens.id', 'key', 'username', 'permissions', 'tokens.created_at'])
    .$if(appId !== undefined, (all) => all.where('app_id', '=', appId ?? 0))
    .$if(userId !== undefined, (all) => all.where('user_id', '=', rowId(userId ?? '')))
    .orderBy('tokens.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    appKey: row.key,
    username: row.username,
    permissions: readPermissions(row.permissions),
    createdAt: row.created_at,
  }))
}

/** The identity of a token's OAuth secret, for {@link Sealer}. */
function secretOf(authHash: string): string {
  return `tokens.sealed_oauth_secret ${authHash}`
}
