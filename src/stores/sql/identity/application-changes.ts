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
import { type AuditContext, recordAudit } from './audit-log.js'
import type { Sealer } from './sealer.js'

/** Keys and secrets have 32 hex digits, as in the ipernity API. */
const KEY_BYTES = 16

/** Finds an application by its key, without a cache. */
export async function findApplication(queries: Queries, key: string, sealer: Sealer): Promise<Application | undefined> {
  return applicationsOf(await selectApplications(queries).where('key', '=', key).execute(), sealer)[0]
}

/** Inserts a new application with a generated key and secret. */
export async function insertApplication(
  queries: Queries,
  wanted: NewApplication,
  { by, now }: AuditContext,
  sealer: Sealer,
): Promise<Application> {
  const app = newApplication(wanted, now)
  const { id } = await queries
    .insertInto('applications')
    .values(rowOf(app, sealer))
    .returning('id')
    .executeTakeFirstOrThrow()
  const { name, type, ownerId, services } = app
  const detail = { name, type, owner: `user:${ownerId}`, ...(services.length > 0 && { services }) }
  await recordAudit(queries, { at: now, actor: by, action: 'app.create', target: `app:${app.key}`, detail })
  const { text } = wanted
  if (text === undefined) return { id, ...app, texts: {} }
  await upsertText(queries, id, '', text)
  return { id, ...app, texts: { '': text } }
}

/** Changes an application, and audits the differences; undefined where none has the key. */
export async function changeApplication(
  queries: Queries,
  key: string,
  change: ApplicationChange,
  context: AuditContext,
  sealer: Sealer,
): Promise<Application | undefined> {
  await lockApplicationByKey(queries, key)
  const before = await findApplication(queries, key, sealer)
  if (before === undefined) return undefined
  const columns = columnsOf(change)
  if (Object.keys(columns).length > 0) {
    await queries.updateTable('applications').set(columns).where('key', '=', key).execute()
  }
  if (change.text !== undefined) await upsertText(queries, before.id, change.text.lg, change.text)
  const after = await findApplication(queries, key, sealer)
  if (after !== undefined) await recordChange(queries, before, after, context)
  return after
}

/** Replaces the secret of an application; undefined where none has the key. */
export async function rotateSecret(
  queries: Queries,
  key: string,
  { by, now }: AuditContext,
  sealer: Sealer,
): Promise<Application | undefined> {
  const sealed = sealer.seal(randomHex(KEY_BYTES), secretOf(key))
  const { numUpdatedRows } = await queries
    .updateTable('applications')
    .set({ sealed_secret: sealed })
    .where('key', '=', key)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return undefined
  await recordAudit(queries, { at: now, actor: by, action: 'app.rotate-secret', target: `app:${key}`, detail: {} })
  return findApplication(queries, key, sealer)
}

/** Serialises changes of one application, so that each audits the values that it replaced. */
async function lockApplicationByKey(queries: Queries, key: string): Promise<void> {
  await queries
    .updateTable('applications')
    .set((is) => ({ disabled: is.ref('disabled') }))
    .where('key', '=', key)
    .execute()
}

async function recordChange(
  queries: Queries,
  before: Application,
  after: Application,
  context: AuditContext,
): Promise<void> {
  const entry = { at: context.now, actor: context.by, target: `app:${after.key}` }
  if (before.disabled !== after.disabled) {
    await recordAudit(queries, { ...entry, action: after.disabled ? 'app.disable' : 'app.enable', detail: {} })
  }
  const detail = differences(settingsOf(before), settingsOf(after))
  if (Object.keys(detail).length > 0) await recordAudit(queries, { ...entry, action: 'app.set', detail })
}

/** The settings that the audit log shows: no secret, and not `disabled`, which has actions of its own. */
function settingsOf({
  secret: _secret,
  disabled: _disabled,
  ...settings
}: Application): Readonly<Record<string, unknown>> {
  return settings
}

/** The members that differ, each with its old and its new value. */
function differences(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) {
  const names = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(names.map((name) => [name, { from: before[name] ?? null, to: after[name] ?? null }]))
}

function newApplication(app: NewApplication, now: number): Omit<Application, 'id' | 'texts'> {
  const { name, type, callback, website, ownerId, services = plainPolicy.services } = app
  const secrets = { key: randomHex(KEY_BYTES), secret: randomHex(KEY_BYTES) }
  const own = { name, type, callback, website, ownerId, services }
  return { ...plainPolicy, ...secrets, ...own, disabled: false, createdAt: now }
}

async function upsertText(queries: Queries, appId: number, lg: string, text: ApplicationText): Promise<void> {
  const { subtitle, description } = text
  await queries
    .insertInto('application_texts')
    .values({ app_id: appId, lg, subtitle, description })
    .onConflict((conflict) => conflict.columns(['app_id', 'lg']).doUpdateSet({ subtitle, description }))
    .execute()
}
