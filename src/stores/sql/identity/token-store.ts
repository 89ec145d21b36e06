import { sha256 } from '../../../core/auth/hash.js'
import { type Clock, seconds } from '../../../core/ports/clock.js'
import type { TokenStore } from '../../../core/ports/token-store.js'
import type { Sql } from '../engine/sql.js'
import { findConsent, listConsents, removeConsent } from './consent-queries.js'
import { findFrob, grantFrob, insertFrob, spendFrob } from './frob-queries.js'
import type { LookupCache } from './lookup-cache.js'
import type { Sealer } from './sealer.js'
import { createToken, deleteToken, findOAuthToken, findToken, insertExchanged, listTokens } from './token-queries.js'

/** The dependencies of a token store, besides its database. */
export interface TokenStoreDependencies {
  readonly cache: LookupCache
  readonly sealer: Sealer
  readonly clock: Clock
}

/** Stores consents, tokens and frobs in SQL: secrets as SHA-256 hashes, except OAuth token secrets, which are encrypted. */
export function createTokenStore(sql: Sql, { cache, sealer, clock }: TokenStoreDependencies): TokenStore {
  const byAuthToken = cache.lookup((hash) => sql.lookUp((queries) => findToken(queries, 'auth_hash', hash)))
  const byBearer = cache.lookup((hash) => sql.lookUp((queries) => findToken(queries, 'bearer_hash', hash)))
  const byOAuthToken = cache.lookup((hash) => sql.lookUp((queries) => findOAuthToken(queries, hash, sealer)))

  return {
    findByAuthToken: (secret) => byAuthToken(sha256(secret)),
    findByBearer: (secret) => byBearer(sha256(secret)),
    findByOAuthToken: (token) => byOAuthToken(sha256(token)),
    create: (token, now, by) =>
      cache.clearAfter(sql.write((queries) => createToken(queries, token, { by, now }, sealer))),
    list: (filter) => listTokens(sql.read, filter),
    revoke: (secret, by) =>
      cache.clearAfter(sql.write((queries) => deleteToken(queries, sha256(secret), { by, now: seconds(clock) }))),

    consent: (appId, userId) => findConsent(sql.read, appId, userId),
    consentsOf: (userId) => listConsents(sql.read, userId),
    removeConsent: (appId, userId, by) =>
      cache.clearAfter(sql.write((queries) => removeConsent(queries, appId, userId, { by, now: seconds(clock) }))),

    createFrob: (frob, appId, expiresAt) =>
      sql.write((queries) => insertFrob(queries, { frob, appId, now: seconds(clock), expiresAt })),
    createGrantedFrob: (frob, grant, now, expiresAt) =>
      sql.write((queries) => insertFrob(queries, { frob, appId: grant.appId, grant, now, expiresAt })),
    findFrob: (frob, now) => findFrob(sql.read, frob, now),
    grantFrob: (frob, grant, now) => sql.write((queries) => grantFrob(queries, frob, grant, now)),
    exchangeFrob: (frob, appId, secrets, now) =>
      cache.clearAfter(
        sql.write(async (queries) => {
          const grant = await spendFrob(queries, frob, appId, now)
          if (grant !== undefined) await insertExchanged(queries, { ...grant, secrets }, 'frob', now, sealer)
          return grant
        }),
      ),
  }
}
