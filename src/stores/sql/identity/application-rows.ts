import type { Insertable, Updateable } from 'kysely'
import { isSignatureMethod } from '../../../core/auth/oauth1/signature-methods.js'
import { formatLimits, parseLimits } from '../../../core/limits/limit.js'
import type { Application, ApplicationChange, ApplicationText } from '../../../core/ports/app-store.js'
import { flag, rowId } from '../engine/row-values.js'
import type { Schema } from '../engine/schema.js'
import type { Queries } from '../engine/sql.js'
import type { Sealer } from './sealer.js'

/** Selects applications joined with their texts: a row for every text, and one for an application without any. */
export function selectApplications(queries: Queries) {
  return queries
    .selectFrom('applications')
    .leftJoin('application_texts', 'application_texts.app_id', 'applications.id')
    .selectAll()
    .orderBy('applications.id')
}

type Row = Awaited<ReturnType<ReturnType<typeof selectApplications>['executeTakeFirstOrThrow']>>

/** Groups the rows of {@link selectApplications} by application. */
export function applicationsOf(rows: readonly Row[], sealer: Sealer): Application[] {
  const rowsById = new Map<number, [Row, ...Row[]]>()
  for (const row of rows) {
    const group = rowsById.get(row.id)
    if (group === undefined) rowsById.set(row.id, [row])
    else group.push(row)
  }
  return [...rowsById.values()].map((all) => applicationOf(all, sealer))
}

function applicationOf(rows: readonly [Row, ...Row[]], sealer: Sealer): Application {
  const [row] = rows
  return {
    id: row.id,
    key: row.key,
    secret: sealer.open(row.sealed_secret, secretOf(row.key)),
    name: row.name,
    type: row.type,
    callback: row.callback ?? undefined,
    website: row.website ?? undefined,
    ownerId: String(row.owner_id),
    disabled: row.disabled === 1,
    signAll: row.sign_all === 1,
    legacySignatures: row.legacy_signatures === 1,
    ambiguousSignatures: row.ambiguous_signatures,
    addresses: row.addresses === '' ? [] : row.addresses.split(' '),
    oauthMethods: row.oauth_methods.split(' ').filter(isSignatureMethod),
    rsaPublicKey: row.rsa_public_key ?? undefined,
    verifier: row.verifier,
    bodyHash: row.body_hash,
    limits: row.limits === null ? undefined : parseLimits(row.limits),
    services: row.services === '' ? [] : row.services.split(' '),
    texts: Object.fromEntries(rows.flatMap(textOf)),
    createdAt: row.created_at,
  }
}

function textOf({ lg, subtitle, description }: Row): [string, ApplicationText][] {
  return lg === null ? [] : [[lg, { subtitle: subtitle ?? '', description: description ?? '' }]]
}

/** The row of an application, without its texts. */
export function rowOf(app: Omit<Application, 'id' | 'texts'>, sealer: Sealer): Insertable<Schema['applications']> {
  return {
    key: app.key,
    sealed_secret: sealer.seal(app.secret, secretOf(app.key)),
    name: app.name,
    type: app.type,
    callback: app.callback ?? null,
    website: app.website ?? null,
    owner_id: rowId(app.ownerId),
    disabled: flag(app.disabled),
    sign_all: flag(app.signAll),
    legacy_signatures: flag(app.legacySignatures),
    ambiguous_signatures: app.ambiguousSignatures,
    addresses: app.addresses.join(' '),
    oauth_methods: app.oauthMethods.join(' '),
    rsa_public_key: app.rsaPublicKey ?? null,
    verifier: app.verifier,
    body_hash: app.bodyHash,
    limits: limitsColumn(app.limits),
    services: app.services.join(' '),
    created_at: app.createdAt,
  }
}

/** The columns that a change sets. */
export function columnsOf(change: ApplicationChange): Updateable<Schema['applications']> {
  const { name, disabled, signAll, legacySignatures, ambiguousSignatures, addresses } = change
  const { oauthMethods, verifier, bodyHash, services } = change
  return {
    ...(name !== undefined && { name }),
    ...('callback' in change && { callback: change.callback ?? null }),
    ...('website' in change && { website: change.website ?? null }),
    ...(disabled !== undefined && { disabled: flag(disabled) }),
    ...(signAll !== undefined && { sign_all: flag(signAll) }),
    ...(legacySignatures !== undefined && { legacy_signatures: flag(legacySignatures) }),
    ...(ambiguousSignatures !== undefined && { ambiguous_signatures: ambiguousSignatures }),
    ...(addresses !== undefined && { addresses: addresses.join(' ') }),
    ...(oauthMethods !== undefined && { oauth_methods: oauthMethods.join(' ') }),
    ...('rsaPublicKey' in change && { rsa_public_key: change.rsaPublicKey ?? null }),
    ...(verifier !== undefined && { verifier }),
    ...(bodyHash !== undefined && { body_hash: bodyHash }),
    ...('limits' in change && { limits: limitsColumn(change.limits) }),
    ...(services !== undefined && { services: services.join(' ') }),
  }
}

function limitsColumn(limits: Application['limits']): string | null {
  return limits === undefined ? null : formatLimits(limits)
}

/** The identity of an application's secret, for {@link Sealer}. */
export function secretOf(key: string): string {
  return `applications.sealed_secret ${key}`
}
