import { sha256 } from '../../core/auth/hash.js'
import type { NewToken, OAuthToken, Token, TokenSummary } from '../../core/ports/token-store.js'
import { holdUser, widenConsent } from './consent-queries.js'
import { levelColumns, pickLevels, rowId } from './row-values.js'
import type { Sealer } from './sealer.js'
import type { Queries } from './sql.js'

/** Finds a token by the hash of one of its secrets. */
export async function findToken(
  queries: Queries,
  column: 'auth_hash' | 'bearer_hash',
  hash: string,
): Promise<Token | undefined> {
  const row = await selectToken(queries, column, hash)
  return row && tokenOf(row)
}

/** Finds a token that has a secret for OAuth, by the hash of its `auth_token`. */
export async function findOAuthToken(queries: Queries, hash: string, sealer: Sealer): Promise<OAuthToken | undefined> {
  const row = await selectToken(queries, 'auth_hash', hash)
  if (row === undefined || row.sealed_oauth_secret === null) return undefined
  return { ...tokenOf(row), oauthSecret: sealer.open(row.sealed_oauth_secret, secretOf(hash)) }
}

function selectToken(queries: Queries, column: 'auth_hash' | 'bearer_hash', hash: string) {
  return queries
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['tokens.id', 'app_id', 'user_id', 'sealed_oauth_secret', 'username', 'state', ...levelColumns])
    .where(column, '=', hash)
    .executeTakeFirst()
}

function tokenOf(row: NonNullable<Awaited<ReturnType<typeof selectToken>>>): Token {
  const user = { id: String(row.user_id), username: row.username, state: row.state }
  return { id: row.id, appId: row.app_id, user, permissions: pickLevels(row) }
}

/** Keeps a token and widens the consent. */
export async function createToken(queries: Queries, token: NewToken, now: number, sealer: Sealer): Promise<void> {
  await holdUser(queries, rowId(token.userId))
  await widenConsent(queries, token, now)
  await insertToken(queries, token, now, sealer)
}

/** Keeps a token. The user must be held. */
export async function insertToken(queries: Queries, token: NewToken, now: number, sealer: Sealer): Promise<void> {
  const { authToken, bearerToken, oauthSecret } = token.secrets
  const authHash = sha256(authToken)
  await queries
    .insertInto('tokens')
    .values({
      app_id: token.appId,
      user_id: rowId(token.userId),
      auth_hash: authHash,
      bearer_hash: bearerToken === undefined ? null : sha256(bearerToken),
      sealed_oauth_secret: oauthSecret === undefined ? null : sealer.seal(oauthSecret, secretOf(authHash)),
      ...pickLevels(token.permissions),
      created_at: now,
    })
    .execute()
}

/** Ends a token by the hash of one of its secrets; false where there is none. */
export async function deleteToken(queries: Queries, hash: string): Promise<boolean> {
  const { numDeletedRows } = await queries
    .deleteFrom('tokens')
    .where((is) => is.or([is('auth_hash', '=', hash), is('bearer_hash', '=', hash)]))
    .executeTakeFirst()
  return numDeletedRows > 0n
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
    .select(['tokens.id', 'key', 'username', ...levelColumns, 'tokens.created_at'])
    .$if(appId !== undefined, (all) => all.where('app_id', '=', appId ?? 0))
    .$if(userId !== undefined, (all) => all.where('user_id', '=', rowId(userId ?? '')))
    .orderBy('tokens.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    appKey: row.key,
    username: row.username,
    permissions: pickLevels(row),
    createdAt: row.created_at,
  }))
}

/** What the OAuth secret of a token is sealed for. */
function secretOf(authHash: string): string {
  return `tokens.sealed_oauth_secret ${authHash}`
}
