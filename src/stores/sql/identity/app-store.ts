import type { AppStore } from '../../../core/ports/app-store.js'
import type { Actor } from '../../../core/ports/audit-log.js'
import { type Clock, seconds } from '../../../core/ports/clock.js'
import { rowId } from '../engine/row-values.js'
import type { Sql } from '../engine/sql.js'
import { changeApplication, findApplication, insertApplication, rotateSecret } from './application-changes.js'
import { applicationsOf, selectApplications } from './application-rows.js'
import type { AuditContext } from './audit-log.js'
import { deleteApplication } from './delete-application.js'
import type { LookupCache } from './lookup-cache.js'
import type { Sealer } from './sealer.js'

/** The dependencies of an application store, besides its database. */
export interface AppStoreDependencies {
  readonly cache: LookupCache
  readonly sealer: Sealer
  readonly clock: Clock
}

const keyGrammar = /^[0-9a-f]{32}$/

/** Stores applications in SQL, with encrypted secrets. */
export function createAppStore(sql: Sql, { cache, sealer, clock }: AppStoreDependencies): AppStore {
  const auditContext = (by: Actor): AuditContext => ({ by, now: seconds(clock) })
  const byKey = cache.lookup((key) => sql.lookUp((queries) => findApplication(queries, key, sealer)))
  const byId = cache.lookup((id) =>
    sql.lookUp(async (queries) => {
      const rows = await selectApplications(queries).where('id', '=', rowId(id)).execute()
      return applicationsOf(rows, sealer)[0]
    }),
  )

  return {
    create: (app, by) => sql.write((queries) => insertApplication(queries, app, auditContext(by), sealer)),
    find: (key) => (keyGrammar.test(key) ? byKey(key) : undefined),
    findById: (id) => byId(String(id)),
    async list(owner) {
      const all = selectApplications(sql.read)
      const rows = owner === undefined ? all : all.where('owner_id', '=', rowId(owner))
      return applicationsOf(await rows.execute(), sealer)
    },
    change: (key, change, by) =>
      cache.clearAfter(sql.write((queries) => changeApplication(queries, key, change, auditContext(by), sealer))),
    rotateSecret: (key, by) =>
      cache.clearAfter(sql.write((queries) => rotateSecret(queries, key, auditContext(by), sealer))),
    delete: (key, by) => cache.clearAfter(sql.write((queries) => deleteApplication(queries, key, auditContext(by)))),
  }
}
