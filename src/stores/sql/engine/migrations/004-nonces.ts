import { sql as query } from 'kysely'
import type { Step } from './step.js'

/** Used nonces, the latest timestamp of each client, and the nonce stores in Redis that were ever used. */
export const nonces: Step = {
  name: '004-nonces',
  async up(db, kind) {
    // Ordered by time, so that nonces that arrive and expire together share pages.
    await db.schema
      .createTable('nonces')
      .addColumn('timestamp', 'bigint', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('nonces_key', ['timestamp', 'hash'])
      .$call((table) => (kind === 'sqlite' ? table.modifyEnd(query`without rowid`) : table))
      .execute()
    await db.schema
      .createTable('nonce_clients')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('latest', 'bigint', (column) => column.notNull())
      .addColumn('before', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('nonce_memories')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .execute()
  },
}
