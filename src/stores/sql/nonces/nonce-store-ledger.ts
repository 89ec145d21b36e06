import type { NonceStoreLedger } from '../../redis/nonce-store-ledger.js'
import type { Sql } from '../engine/sql.js'

/** Remembers in SQL which memories of nonces Redis was given. */
export function createNonceStoreLedger(sql: Sql): NonceStoreLedger {
  return {
    async isKnown(name) {
      const row = await sql.read.selectFrom('nonce_memories').where('name', '=', name).select('name').executeTakeFirst()
      return row !== undefined
    },
    async remember(name) {
      await sql.write((queries) =>
        queries
          .insertInto('nonce_memories')
          .values({ name })
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      )
    },
  }
}
