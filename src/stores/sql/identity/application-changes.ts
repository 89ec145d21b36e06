import { randomHex } from '../../../core/auth/hash.js'
import {
  type Application,
  type ApplicationChange,
  type ApplicationText,
  type NewApplication,
  plainPolicy,
} from '../../../core/ports/app-store.js'
import type { Queries } from '../engine/sql.js'
import { applicationsOf, columnsOf, rowOf, secretOf, selectApplications } from './application-rows.js'
import { type Doing, note } from './audit-log.js'
import type { Sealer } from './sealer.js'

/** Keys and secrets have 32 hex digits, as those of the old systems. */
const KEY_BYTES = 16

/** Finds an application by its key, past every cache. */
export async function findApplication(queries: Queries, key: string, sealer: Sealer): Promise<Application | undefined> {
  return applicationsOf(await selectApplications(queries).where('key', '=', key).execute(), sealer)[0]
}

/** Keeps a new application under a key and a secret of its own. */
export async function insertApplication(
  queries: Queries,
  wanted: NewApplication,
  { by, now }: Doing,
  sealer: Sealer,
): Promise<Application> {
  const app = newApplication(wanted, now)
  const { id } = await queries
    .insertInto('applications')
    .values(rowOf(app, sealer))
    .returning('id')
    .executeTakeFirstOrThrow()
  const { name, type, ownerId } = app
  const detail = { name, type, owner: `user:${ownerId}` }
  await note(queries, { at: now, actor: by, action: 'app.create', target: `app:${app.key}`, detail })
  const { text } = wanted
  if (text === undefined) return { id, ...app, texts: {} }
  await keepText(queries, id, '', text)
  return { id, ...app, texts: { '': text } }
}

/** Changes an application, and notes what is different afterwards; undefined where none has the key. */
export async function changeApplication(
  queries: Queries,
  key: string,
  change: ApplicationChange,
  doing: Doing,
  sealer: Sealer,
): Promise<Application | undefined> {
  await holdApplication(queries, key)
  const before = await findApplication(queries, key, sealer)
  if (before === undefined) return undefined
  const columns = columnsOf(change)
  if (Object.keys(columns).length > 0) {
    await queries.updateTable('applications').set(columns).where('key', '=', key).execute()
  }
  if (change.text !== undefined) await keepText(queries, before.id, change.text.lg, change.text)
  const after = await findApplication(queries, key, sealer)
  if (after !== undefined) await noteChange(queries, before, after, doing)
  return after
}

/** Gives an application a new secret; undefined where none has the key. */
export async function rotateSecret(
  queries: Queries,
  key: string,
  { by, now }: Doing,
  sealer: Sealer,
): Promise<Application | undefined> {
  const sealed = sealer.seal(randomHex(KEY_BYTES), secretOf(key))
  const { numUpdatedRows } = await queries
    .updateTable('applications')
    .set({ sealed_secret: sealed })
    .where('key', '=', key)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return undefined
  await note(queries, { at: now, actor: by, action: 'app.rotate-secret', target: `app:${key}`, detail: {} })
  return findApplication(queries, key, sealer)
}

/** Makes changes of one application follow one another, so that each notes the values that it found. */
async function holdApplication(queries: Queries, key: string): Promise<void> {
  await queries
    .updateTable('applications')
    .set((is) => ({ disabled: is.ref('disabled') }))
    .where('key', '=', key)
    .execute()
}

async function noteChange(queries: Queries, before: Application, after: Application, doing: Doing): Promise<void> {
  const entry = { at: doing.now, actor: doing.by, target: `app:${after.key}` }
  if (before.disabled !== after.disabled) {
    await note(queries, { ...entry, action: after.disabled ? 'app.disable' : 'app.enable', detail: {} })
  }
  const detail = differences(settingsOf(before), settingsOf(after))
  if (Object.keys(detail).length > 0) await note(queries, { ...entry, action: 'app.set', detail })
}

/** What may be told about an application; `disabled` has actions of its own. */
function settingsOf({
  secret: _secret,
  disabled: _disabled,
  ...settings
}: Application): Readonly<Record<string, unknown>> {
  return settings
}

/** The members that are not alike, each with its old and its new value. */
function differences(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) {
  const names = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(names.map((name) => [name, { from: before[name] ?? null, to: after[name] ?? null }]))
}

function newApplication(app: NewApplication, now: number): Omit<Application, 'id' | 'texts'> {
  const { name, type, callback, website, ownerId } = app
  const secrets = { key: randomHex(KEY_BYTES), secret: randomHex(KEY_BYTES) }
  return { ...plainPolicy, ...secrets, name, type, callback, website, ownerId, disabled: false, createdAt: now }
}

async function keepText(queries: Queries, appId: number, lg: string, text: ApplicationText): Promise<void> {
  const { subtitle, description } = text
  await queries
    .insertInto('application_texts')
    .values({ app_id: appId, lg, subtitle, description })
    .onConflict((conflict) => conflict.columns(['app_id', 'lg']).doUpdateSet({ subtitle, description }))
    .execute()
}
