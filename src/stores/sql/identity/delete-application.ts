import type { Queries } from '../engine/sql.js'
import { type AuditContext, recordAudit } from './audit-log.js'
import { lockForDeletion } from './lock-application.js'

/** The tables whose rows belong to an application. */
type OwnTable = 'frobs' | 'request_tokens' | 'tokens' | 'consents' | 'application_texts'

/**
 * Deletes an application with everything that belongs to it, and audits its name, owner and number of tokens.
 *
 * @returns the number of deleted tokens; undefined where no application has the key
 */
export async function deleteApplication(
  queries: Queries,
  key: string,
  { by, now }: AuditContext,
): Promise<number | undefined> {
  const app = await lockForDeletion(queries, key)
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
  await recordAudit(queries, { at: now, actor: by, action: 'app.delete', target: `app:${key}`, detail })
  return tokens
}
