import type { OrphanedFiles } from '../../../documents/ports/orphaned-files.js'
import type { Sql } from '../engine/sql.js'

/** How many keys are returned at a time. */
const batch = 100

/** Stores the keys of orphaned files in SQL. */
export function createOrphanedFiles(sql: Sql): OrphanedFiles {
  return {
    async due(now) {
      const due = sql.read.selectFrom('left_files').select('key').where('due_at', '<=', now).limit(batch)
      return (await due.execute()).map(({ key }) => key)
    },
    forget: (key) =>
      sql.write(async (queries) => {
        await queries.deleteFrom('left_files').where('key', '=', key).execute()
      }),
  }
}
