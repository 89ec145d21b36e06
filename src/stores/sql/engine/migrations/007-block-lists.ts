import type { Step } from './step.js'

/** Whom members and groups keep away. The owner is a member or a group, so no table can be named for its id. */
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
