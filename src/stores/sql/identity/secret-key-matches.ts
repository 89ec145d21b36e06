import type { Sql } from '../engine/sql.js'
import { secretOf } from './application-rows.js'
import type { Sealer } from './sealer.js'

/** Whether the secret of the newest application can be decrypted; undefined where there is no application. */
export async function secretKeyMatches(sql: Pick<Sql, 'read'>, sealer: Sealer): Promise<boolean | undefined> {
  const newest = sql.read.selectFrom('applications').select(['key', 'sealed_secret']).orderBy('id', 'desc').limit(1)
  const row = await newest.executeTakeFirst()
  if (row === undefined) return undefined
  try {
    sealer.open(row.sealed_secret, secretOf(row.key))
    return true
  } catch {
    return false
  }
}
