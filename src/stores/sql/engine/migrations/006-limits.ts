import type { Step } from './step.js'

/** The limits of an application; null where the general ones apply. */
export const limits: Step = {
  name: '006-limits',
  async up(db) {
    await db.schema.alterTable('applications').addColumn('limits', 'text').execute()
  },
}
