import type { Step } from './step.js'

/** Switches of operators that are on; one that is off has no row. */
export const switches: Step = {
  name: '005-switches',
  async up(db) {
    await db.schema
      .createTable('switches')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .execute()
  },
}
