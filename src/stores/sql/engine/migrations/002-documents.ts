import type { Kysely } from 'kysely'
import type { Sql } from '../sql.js'
import { type Step, withId } from './step.js'

/** Documents, their thumbnails and tags, the queue of uploads, and orphaned files. */
export const documents: Step = {
  name: '002-documents',
  async up(db, kind) {
    await createDocuments(db, kind)
    await createThumbs(db)
    await createTags(db, kind)
    await createUploads(db, kind)
  },
}

async function createDocuments(db: Kysely<unknown>, kind: Sql['kind']): Promise<void> {
  await db.schema
    .createTable('documents')
    .$call(withId(kind))
    .addColumn('owner_id', 'bigint', (column) => column.notNull().references('users.id'))
    .addColumn('ready', 'smallint', (column) => column.notNull())
    .addColumn('media', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('license', 'smallint', (column) => column.notNull())
    .addColumn('safety', 'smallint', (column) => column.notNull())
    .addColumn('share', 'smallint', (column) => column.notNull())
    .addColumn('may_comment', 'smallint', (column) => column.notNull())
    .addColumn('may_tag', 'smallint', (column) => column.notNull())
    .addColumn('may_tag_themselves', 'smallint', (column) => column.notNull())
    .addColumn('lat', 'double precision')
    .addColumn('lng', 'double precision')
    .addColumn('position_from_file', 'smallint', (column) => column.notNull())
    .addColumn('orientation', 'smallint')
    .addColumn('rotation', 'smallint', (column) => column.notNull())
    .addColumn('posted_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('created', 'text')
    .addColumn('file_key', 'text', (column) => column.notNull().unique())
    .addColumn('md5', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('filename', 'text', (column) => column.notNull())
    .addColumn('ext', 'text', (column) => column.notNull())
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('original_secret', 'text', (column) => column.notNull())
    .addColumn('thumb_secret', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('documents_by_time').on('documents').columns(['owner_id', 'posted_at', 'id']).execute()
  await db.schema.createIndex('documents_by_md5').on('documents').columns(['owner_id', 'md5']).execute()
}

async function createThumbs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('thumbs')
    .addColumn('document_id', 'bigint', (column) => column.notNull().references('documents.id'))
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('ext', 'text', (column) => column.notNull())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('thumbs_key', ['document_id', 'label'])
    .execute()
}

async function createTags(db: Kysely<unknown>, kind: Sql['kind']): Promise<void> {
  await db.schema
    .createTable('tag_words')
    .$call(withId(kind))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('folded', 'text', (column) => column.notNull())
    .addUniqueConstraint('tag_words_once', ['type', 'folded'])
    .execute()
  await db.schema
    .createTable('document_tags')
    .$call(withId(kind))
    .addColumn('document_id', 'bigint', (column) => column.notNull().references('documents.id'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('tag_id', 'bigint', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('user_id', 'bigint', (column) => column.notNull().references('users.id'))
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('document_tags_once', ['document_id', 'type', 'tag_id'])
    .execute()
}

async function createUploads(db: Kysely<unknown>, kind: Sql['kind']): Promise<void> {
  await db.schema
    .createTable('upload_jobs')
    .$call(withId(kind))
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('owner_id', 'bigint', (column) => column.notNull().references('users.id'))
    .addColumn('document_id', 'bigint', (column) => column.references('documents.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('holder', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('held_until', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('upload_jobs_by_state').on('upload_jobs').columns(['state', 'id']).execute()
  await db.schema.createIndex('upload_jobs_by_document').on('upload_jobs').column('document_id').execute()
  await db.schema
    .createTable('left_files')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .execute()
}
