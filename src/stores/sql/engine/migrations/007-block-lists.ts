import type { Step } from './step.js'

/** Block lists of members and groups. The owner's id has no foreign key, since it refers to one of two tables. */
export const blockLists: Step = {
  name: '007-block-lists',
  async up(db) {
    await db.schema
      .createTable('block_lists')
      .addColumn('owner_kind', 'text', (column) => column.notNull())
      .addColumn('owner_id', 'bigint', (column) => column.notNull())
      .addColumn('user_id', 'bigint', (column) => column.notNull().references('users.id'))
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('block_lists_key', ['owner_kind', 'owner_id', 'user_id'])
      .execute()
  },
}
