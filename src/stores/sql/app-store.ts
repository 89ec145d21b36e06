import type { Updateable } from 'kysely'
import { randomHex } from '../../core/auth/hash.js'
import type { Application, ApplicationText, AppStore, NewApplication } from '../../core/ports/app-store.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import { applicationsOf, columnsOf, rowOf, secretOf, selectApplications } from './application-rows.js'
import type { LookupCache } from './lookup-cache.js'
import { rowId } from './row-values.js'
import type { Schema } from './schema.js'
import type { Sealer } from './sealer.js'
import type { Queries, Sql } from './sql.js'

/** What an application store needs beside its database. */
export interface AppStoreParts {
  readonly cache: LookupCache
  readonly sealer: Sealer
  readonly clock: Clock
}

/** Keys and secrets have 32 hex digits, as those of the old systems. */
const KEY_BYTES = 16
const keyGrammar = /^[0-9a-f]{32}$/

/** What applies to an application that nobody has set up differently. */
const defaults = {
  disabled: false,
  signAll: false,
  legacySignatures: true,
  ambiguousSignatures: 'accept',
  addresses: [],
  oauthMethods: ['HMAC-SHA1', 'HMAC-SHA256'],
  rsaPublicKey: undefined,
  verifier: 'required',
  bodyHash: 'auto',
  limits: undefined,
} as const

/** Keeps applications in SQL, their secrets encrypted. */
export function createAppStore(sql: Sql, { cache, sealer, clock }: AppStoreParts): AppStore {
  const findIn = async (queries: Queries, key: string) =>
    applicationsOf(await selectApplications(queries).where('key', '=', key).execute(), sealer)[0]
  const update = async (queries: Queries, key: string, columns: Updateable<Schema['applications']>) => {
    if (Object.keys(columns).length === 0) return
    await queries.updateTable('applications').set(columns).where('key', '=', key).execute()
  }
  const byKey = cache.lookup((key) => findIn(sql.read, key))
  const byId = cache.lookup(
    async (id) => applicationsOf(await selectApplications(sql.read).where('id', '=', rowId(id)).execute(), sealer)[0],
  )

  return {
    create: (app) =>
      sql.write((queries) => insertApplication(queries, newApplication(app, seconds(clock)), app, sealer)),
    find: (key) => (keyGrammar.test(key) ? byKey(key) : undefined),
    findById: (id) => byId(String(id)),
    async list(owner) {
      const all = selectApplications(sql.read)
      const rows = owner === undefined ? all : all.where('owner_id', '=', rowId(owner))
      return applicationsOf(await rows.execute(), sealer)
    },
    change: (key, change) =>
      cache.dropAfter(
        sql.write(async (queries) => {
          await update(queries, key, columnsOf(change))
          const app = await findIn(queries, key)
          if (app === undefined || change.text === undefined) return app
          await keepText(queries, app.id, change.text.lg, change.text)
          return findIn(queries, key)
        }),
      ),
    rotateSecret: (key) =>
      cache.dropAfter(
        sql.write(async (queries) => {
          await update(queries, key, { sealed_secret: sealer.seal(randomHex(KEY_BYTES), secretOf(key)) })
          return findIn(queries, key)
        }),
      ),
  }
}

function newApplication(app: NewApplication, now: number): Omit<Application, 'id' | 'texts'> {
  const { name, type, callback, website, ownerId } = app
  const secrets = { key: randomHex(KEY_BYTES), secret: randomHex(KEY_BYTES) }
  return { ...defaults, ...secrets, name, type, callback, website, ownerId, createdAt: now }
}

async function insertApplication(
  queries: Queries,
  app: Omit<Application, 'id' | 'texts'>,
  { text }: NewApplication,
  sealer: Sealer,
): Promise<Application> {
  const { id } = await queries
    .insertInto('applications')
    .values(rowOf(app, sealer))
    .returning('id')
    .executeTakeFirstOrThrow()
  if (text === undefined) return { id, ...app, texts: {} }
  await keepText(queries, id, '', text)
  return { id, ...app, texts: { '': text } }
}

async function keepText(queries: Queries, appId: number, lg: string, text: ApplicationText): Promise<void> {
  const { subtitle, description } = text
  await queries
    .insertInto('application_texts')
    .values({ app_id: appId, lg, subtitle, description })
    .onConflict((conflict) => conflict.columns(['app_id', 'lg']).doUpdateSet({ subtitle, description }))
    .execute()
}
