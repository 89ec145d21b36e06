import type { Step } from './step.js'

/** Limits of an application's own; null where those for every application count. */
export const limits: Step = {
  name: '006-limits',
  async up(db) {
    await db.schema.alterTable('applications').addColumn('limits', 'text').execute()
  },
}
