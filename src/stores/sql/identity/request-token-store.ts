import { sha256 } from '../../../core/auth/hash.js'
import type { RequestTokenStore } from '../../../core/ports/request-token-store.js'
import type { Sql } from '../engine/sql.js'
import type { LookupCache } from './lookup-cache.js'
import { findRequestToken, grantRequestToken, insertRequestToken, spendRequestToken } from './request-token-queries.js'
import type { Sealer } from './sealer.js'
import { insertExchanged } from './token-queries.js'

/** Stores request tokens in SQL. */
export function createRequestTokenStore(
  sql: Sql,
  { cache, sealer }: { readonly cache: LookupCache; readonly sealer: Sealer },
): RequestTokenStore {
  return {
    create: (token) => sql.write((queries) => insertRequestToken(queries, token, sealer)),
    find: (token, now) => sql.lookUp((queries) => findRequestToken(queries, token, now, sealer)),
    grant: (token, grant, verifier, now) =>
      sql.write((queries) => grantRequestToken(queries, token, grant, verifier, now)),
    async remove(token) {
      await sql.write((queries) => queries.deleteFrom('request_tokens').where('hash', '=', sha256(token)).execute())
    },
    exchange: (token, appId, verifier, secrets, now) =>
      cache.clearAfter(
        sql.write(async (queries) => {
          const grant = await spendRequestToken(queries, { token, appId, verifier, now })
          if (typeof grant === 'object') {
            await insertExchanged(queries, { ...grant, secrets }, 'request-token', now, sealer)
          }
          return grant
        }),
      ),
  }
}
