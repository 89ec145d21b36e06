import { type Kysely, sql as query } from 'kysely'
import { type Step, withId } from './step.js'

/** The audit log. Triggers refuse to change or delete a row. */
export const audit: Step = {
  name: '009-audit',
  async up(db, kind) {
    await db.schema
      .createTable('audit')
      .$call(withId(kind))
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('detail', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('audit_by_time').on('audit').column('at').execute()
    await (kind === 'sqlite' ? refuseOnSqlite(db) : refuseOnPostgres(db))
  },
}

async function refuseOnSqlite(db: Kysely<unknown>): Promise<void> {
  for (const change of ['update', 'delete']) {
    await query`create trigger ${query.raw(`audit_no_${change}`)} before ${query.raw(change)} on audit
      begin select raise(abort, 'audit is append-only'); end`.execute(db)
  }
}

async function refuseOnPostgres(db: Kysely<unknown>): Promise<void> {
  await query`create function audit_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'audit is append-only'; end $$`.execute(db)
  await query`create trigger audit_no_change before update or delete or truncate on audit
    for each statement execute function audit_is_append_only()`.execute(db)
}
