import { type Kysely, sql as query } from 'kysely'
import { type Step, withId, withLevels } from './step.js'

/**
 * OAuth 1.0a: settings of applications, and request tokens. An `oauth_token` equals the `auth_token` of its grant, so
 * the column for a hash of its own is dropped.
 */
export const oauth: Step = {
  name: '003-oauth',
  async up(db, kind) {
    await widenApplications(db)
    await (kind === 'sqlite' ? rebuildTokens(db) : db.schema.alterTable('tokens').dropColumn('oauth_hash').execute())
    await createRequestTokens(db)
  },
}

async function widenApplications(db: Kysely<unknown>): Promise<void> {
  const add = (name: string, value: string) =>
    db.schema
      .alterTable('applications')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(value))
      .execute()
  await add('oauth_methods', 'HMAC-SHA1 HMAC-SHA256')
  await add('verifier', 'required')
  await add('body_hash', 'auto')
  await db.schema.alterTable('applications').addColumn('rsa_public_key', 'text').execute()
}

/** Rebuilds the table, since SQLite cannot drop a unique column. The sequence of ids is carried over. */
async function rebuildTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('tokens').renameTo('old_tokens').execute()
  await db.schema
    .createTable('tokens')
    .$call(withId('sqlite'))
    .addColumn('app_id', 'bigint', (column) => column.notNull().references('applications.id'))
    .addColumn('user_id', 'bigint', (column) => column.notNull().references('users.id'))
    .addColumn('auth_hash', 'text', (column) => column.notNull().unique())
    .addColumn('bearer_hash', 'text', (column) => column.unique())
    .addColumn('sealed_oauth_secret', 'text')
    .$call(withLevels)
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await query`insert into sqlite_sequence select 'tokens', seq from sqlite_sequence where name = 'old_tokens'`.execute(
    db,
  )
  await query`
    insert into tokens select id, app_id, user_id, auth_hash, bearer_hash, sealed_oauth_secret,
      doc, blog, profile, network, post, created_at from old_tokens`.execute(db)
  await db.schema.dropTable('old_tokens').execute()
  await db.schema.createIndex('tokens_by_user').on('tokens').columns(['user_id', 'app_id']).execute()
}

async function createRequestTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('request_tokens')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'bigint', (column) => column.notNull().references('applications.id'))
    .addColumn('sealed_secret', 'text', (column) => column.notNull())
    .addColumn('callback', 'text', (column) => column.notNull())
    .addColumn('user_id', 'bigint', (column) => column.references('users.id'))
    .addColumn('verifier_hash', 'text')
    .addColumn('failures', 'integer', (column) => column.notNull())
    .$call(withLevels)
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('request_tokens_by_user').on('request_tokens').columns(['user_id', 'app_id']).execute()
  await db.schema.createIndex('request_tokens_by_expiry').on('request_tokens').column('expires_at').execute()
}
