import { type Kysely, sql as query } from 'kysely'
import type { Step } from './step.js'

/** The services that an application may call, none by default. The demo's application may call all. */
export const services: Step = {
  name: '012-services',
  async up(db, kind) {
    await db.schema
      .alterTable('applications')
      .addColumn('services', 'text', (column) => column.notNull().defaultTo(''))
      .execute()
    if (kind === 'sqlite') await allowDemo(db)
  },
}

/**
 * Finds the application of a demo: the first rows of an embedded database are the demo's user and application. Up to this
 * migration only operators could register applications, so no other one has these names by somebody else's choice.
 */
async function allowDemo(db: Kysely<unknown>): Promise<void> {
  await query`update applications set services = '*' where id = 1 and owner_id = 1 and name = 'Demo' and type = 'desktop'
    and exists (select 1 from users where id = 1 and username = 'demo')`.execute(db)
}
