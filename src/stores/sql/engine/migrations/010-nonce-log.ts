import { sql as query } from 'kysely'
import type { Step } from './step.js'

/** Moves nonces from rows to a log on SQLite; used nonces stay used. */
export const nonceLog: Step = {
  name: '010-nonce-log',
  async up(db, kind) {
    if (kind !== 'sqlite') return
    await db.schema
      .createTable('nonce_log')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('timestamp', 'integer', (column) => column.notNull())
      .addColumn('nonces', 'text', (column) => column.notNull())
      .addColumn('clients', 'text', (column) => column.notNull())
      .execute()
    await query`
      insert into nonce_log (timestamp, nonces, clients)
      select timestamp, group_concat(hash, ' '), '' from nonces group by timestamp order by timestamp`.execute(db)
    await query`
      insert into nonce_log (timestamp, nonces, clients)
      select latest, '', group_concat(hash, ' ') from nonce_clients group by latest`.execute(db)
    await db.schema.dropTable('nonces').execute()
    await db.schema.dropTable('nonce_clients').execute()
  },
}
