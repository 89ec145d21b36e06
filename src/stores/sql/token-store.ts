import { sha256 } from '../../core/auth/hash.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { NewToken, Token, TokenStore, TokenSummary } from '../../core/ports/token-store.js'
import { findConsent, holdUser, listConsents, removeConsent, widenConsent } from './consent-queries.js'
import { findFrob, grantFrob, insertFrob, spendFrob } from './frob-queries.js'
import type { LookupCache } from './lookup-cache.js'
import { levelColumns, pickLevels, rowId } from './row-values.js'
import type { Sealer } from './sealer.js'
import type { Queries, Sql } from './sql.js'

/** What a token store needs beside its database. */
export interface TokenStoreParts {
  readonly cache: LookupCache
  readonly sealer: Sealer
  readonly clock: Clock
}

/** Keeps consents, tokens and frobs in SQL; of every secret the SHA-256 hash, the one of OAuth tokens encrypted. */
export function createTokenStore(sql: Sql, { cache, sealer, clock }: TokenStoreParts): TokenStore {
  const byAuthToken = cache.lookup((hash) => findToken(sql.read, 'auth_hash', hash))
  const byBearer = cache.lookup((hash) => findToken(sql.read, 'bearer_hash', hash))

  return {
    findByAuthToken: (secret) => byAuthToken(sha256(secret)),
    findByBearer: (secret) => byBearer(sha256(secret)),
    create: (token, now) => cache.dropAfter(sql.write((queries) => createToken(queries, token, now, sealer))),
    list: (filter) => listTokens(sql.read, filter),
    revoke: (secret) => cache.dropAfter(sql.write((queries) => deleteToken(queries, sha256(secret)))),

    consent: (appId, userId) => findConsent(sql.read, appId, userId),
    consentsOf: (userId) => listConsents(sql.read, userId),
    removeConsent: (appId, userId) => cache.dropAfter(sql.write((queries) => removeConsent(queries, appId, userId))),

    createFrob: (frob, appId, expiresAt) =>
      sql.write((queries) => insertFrob(queries, { frob, appId, now: seconds(clock), expiresAt })),
    createGrantedFrob: (frob, grant, now, expiresAt) =>
      sql.write((queries) => insertFrob(queries, { frob, appId: grant.appId, grant, now, expiresAt })),
    findFrob: (frob, now) => findFrob(sql.read, frob, now),
    grantFrob: (frob, grant, now) => sql.write((queries) => grantFrob(queries, frob, grant, now)),
    exchangeFrob: (frob, appId, secrets, now) =>
      cache.dropAfter(
        sql.write(async (queries) => {
          const grant = await spendFrob(queries, frob, appId, now)
          if (grant !== undefined) await insertToken(queries, { ...grant, secrets }, now, sealer)
          return grant
        }),
      ),
  }
}

async function findToken(
  queries: Queries,
  column: 'auth_hash' | 'bearer_hash',
  hash: string,
): Promise<Token | undefined> {
  const row = await queries
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['tokens.id', 'app_id', 'user_id', 'username', 'state', ...levelColumns])
    .where(column, '=', hash)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const user = { id: String(row.user_id), username: row.username, state: row.state }
  return { id: row.id, appId: row.app_id, user, permissions: pickLevels(row) }
}

async function createToken(queries: Queries, token: NewToken, now: number, sealer: Sealer): Promise<void> {
  await holdUser(queries, rowId(token.userId))
  await widenConsent(queries, token, now)
  await insertToken(queries, token, now, sealer)
}

/** Keeps a token. The user must be held. */
async function insertToken(queries: Queries, token: NewToken, now: number, sealer: Sealer): Promise<void> {
  const { authToken, bearerToken, oauthToken, oauthTokenSecret } = token.secrets
  const authHash = sha256(authToken)
  await queries
    .insertInto('tokens')
    .values({
      app_id: token.appId,
      user_id: rowId(token.userId),
      auth_hash: authHash,
      bearer_hash: hashOf(bearerToken),
      oauth_hash: hashOf(oauthToken),
      sealed_oauth_secret:
        oauthTokenSecret === undefined ? null : sealer.seal(oauthTokenSecret, `tokens.sealed_oauth_secret ${authHash}`),
      ...pickLevels(token.permissions),
      created_at: now,
    })
    .execute()
}

function hashOf(secret: string | undefined): string | null {
  return secret === undefined ? null : sha256(secret)
}

async function deleteToken(queries: Queries, hash: string): Promise<boolean> {
  const { numDeletedRows } = await queries
    .deleteFrom('tokens')
    .where((is) => is.or([is('auth_hash', '=', hash), is('bearer_hash', '=', hash), is('oauth_hash', '=', hash)]))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

async function listTokens(
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
