import type { Kysely } from 'kysely'
import type { Sql } from '../sql.js'
import { type Step, withId, withLevels } from './step.js'

/** Users, their sessions, applications, and consents with their tokens. */
export const accounts: Step = {
  name: '001-accounts',
  async up(db, kind) {
    await createUsers(db, kind)
    await createApplications(db, kind)
    await createConsents(db)
    await createTokens(db, kind)
    await createFrobs(db)
  },
}

async function createUsers(db: Kysely<unknown>, kind: Sql['kind']): Promise<void> {
  await db.schema
    .createTable('users')
    .$call(withId(kind))
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('username_folded', 'text', (column) => column.notNull().unique())
    .addColumn('realname', 'text', (column) => column.notNull())
    .addColumn('alias', 'text', (column) => column.notNull().unique())
    .addColumn('lg', 'text', (column) => column.notNull())
    .addColumn('is_pro', 'smallint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('sessions')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'bigint', (column) => column.references('users.id'))
    .addColumn('csrf', 'text')
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute()
  await db.schema.createIndex('sessions_by_expiry').on('sessions').column('expires_at').execute()
  await db.schema
    .createTable('lockouts')
    .addColumn('subject', 'text', (column) => column.primaryKey())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('locked_until', 'bigint', (column) => column.notNull())
    .addColumn('failed_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('lockouts_by_failure').on('lockouts').column('failed_at').execute()
}

async function createApplications(db: Kysely<unknown>, kind: Sql['kind']): Promise<void> {
  await db.schema
    .createTable('applications')
    .$call(withId(kind))
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('sealed_secret', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('callback', 'text')
    .addColumn('website', 'text')
    .addColumn('owner_id', 'bigint', (column) => column.notNull().references('users.id'))
    .addColumn('disabled', 'smallint', (column) => column.notNull())
    .addColumn('sign_all', 'smallint', (column) => column.notNull())
    .addColumn('legacy_signatures', 'smallint', (column) => column.notNull())
    .addColumn('ambiguous_signatures', 'text', (column) => column.notNull())
    .addColumn('addresses', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('applications_by_owner').on('applications').column('owner_id').execute()
  await db.schema
    .createTable('application_texts')
    .addColumn('app_id', 'bigint', (column) => column.notNull().references('applications.id'))
    .addColumn('lg', 'text', (column) => column.notNull())
    .addColumn('subtitle', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('application_texts_key', ['app_id', 'lg'])
    .execute()
}

async function createConsents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('consents')
    .addColumn('app_id', 'bigint', (column) => column.notNull().references('applications.id'))
    .addColumn('user_id', 'bigint', (column) => column.notNull().references('users.id'))
    .$call(withLevels)
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('consents_key', ['user_id', 'app_id'])
    .execute()
}

async function createTokens(db: Kysely<unknown>, kind: Sql['kind']): Promise<void> {
  await db.schema
    .createTable('tokens')
    .$call(withId(kind))
    .addColumn('app_id', 'bigint', (column) => column.notNull().references('applications.id'))
    .addColumn('user_id', 'bigint', (column) => column.notNull().references('users.id'))
    .addColumn('auth_hash', 'text', (column) => column.notNull().unique())
    .addColumn('bearer_hash', 'text', (column) => column.unique())
    .addColumn('oauth_hash', 'text', (column) => column.unique())
    .addColumn('sealed_oauth_secret', 'text')
    .$call(withLevels)
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('tokens_by_user').on('tokens').columns(['user_id', 'app_id']).execute()
}

async function createFrobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('frobs')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'bigint', (column) => column.notNull().references('applications.id'))
    .addColumn('user_id', 'bigint', (column) => column.references('users.id'))
    .$call(withLevels)
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('frobs_by_user').on('frobs').columns(['user_id', 'app_id']).execute()
  await db.schema.createIndex('frobs_by_expiry').on('frobs').column('expires_at').execute()
}
