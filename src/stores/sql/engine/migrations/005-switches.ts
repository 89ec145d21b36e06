import type { Step } from './step.js'

/** What operators switched on; a switch that is off has no row. */
export const switches: Step = {
  name: '005-switches',
  async up(db) {
    await db.schema
      .createTable('switches')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .execute()
  },
}
