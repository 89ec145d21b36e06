import type { NonceStoreLedger } from '../../redis/nonce-store-ledger.js'
import type { Sql } from '../engine/sql.js'

/** Records in SQL which nonce stores in Redis were ever used. */
export function createNonceStoreLedger(sql: Sql): NonceStoreLedger {
  return {
    async isRecorded(name) {
      const row = await sql.read.selectFrom('nonce_memories').where('name', '=', name).select('name').executeTakeFirst()
      return row !== undefined
    },
    async record(name) {
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
