import type { Step } from './step.js'

/** The id of the database, in the only row. */
export const installation: Step = {
  name: '008-installation',
  async up(db) {
    await db.schema
      .createTable('installation')
      .addColumn('one', 'smallint', (column) => column.primaryKey())
      .addColumn('id', 'text', (column) => column.notNull())
      .execute()
  },
}
