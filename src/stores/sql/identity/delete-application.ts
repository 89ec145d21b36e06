import type { Queries } from '../engine/sql.js'
import { type Doing, note } from './audit-log.js'
import { findToDelete } from './hold-application.js'

/** The tables with rows of an application. */
type OwnTable = 'frobs' | 'request_tokens' | 'tokens' | 'consents' | 'application_texts'

/**
 * Deletes an application with everything that belongs to it, and notes what it was.
 *
 * @returns how many tokens ended; undefined where no application has the key
 */
export async function deleteApplication(
  queries: Queries,
  key: string,
  { by, now }: Doing,
): Promise<number | undefined> {
  const app = await findToDelete(queries, key)
  if (app === undefined) return undefined
  const deleteFrom = async (table: OwnTable) => {
    const { numDeletedRows } = await queries.deleteFrom(table).where('app_id', '=', app.id).executeTakeFirst()
    return Number(numDeletedRows)
  }
  await deleteFrom('frobs')
  await deleteFrom('request_tokens')
  const tokens = await deleteFrom('tokens')
  await deleteFrom('consents')
  await deleteFrom('application_texts')
  await queries.deleteFrom('applications').where('id', '=', app.id).execute()
  const detail = { name: app.name, owner: `user:${app.owner_id}`, tokens }
  await note(queries, { at: now, actor: by, action: 'app.delete', target: `app:${key}`, detail })
  return tokens
}
