import { CompiledQuery, sql as query } from 'kysely'
import type { Queries } from '../engine/sql.js'

/** The hash of a client or a nonce, with a timestamp. */
export type HashedTime = readonly [hash: string, timestamp: number]

/**
 * Reads rows of `hash, timestamp` from one JSON parameter, so that the text of a query is constant for any number of rows:
 * building a query takes longer than running it.
 */
const inputRows = 'select value ->> 0 as hash, (value ->> 1)::bigint as timestamp from jsonb_array_elements($1::jsonb)'

const upsertClients = `
  insert into nonce_clients as client (hash, latest, before)
  select hash, timestamp, 0 from (${inputRows}) as given order by hash
  on conflict (hash) do update set
    before = client.latest,
    latest = case when excluded.latest > client.latest then excluded.latest else client.latest end
  returning hash, before`

const insertNonces = `
  insert into nonces (hash, timestamp)
  select hash, timestamp from (${inputRows}) as given
  on conflict do nothing
  returning hash`

/**
 * Raises the latest timestamp of each client, never lowers it, and returns the previous one: 0 for a new client. Rows are
 * locked in the order of their hashes, so that processes do not deadlock, and stay locked until the commit.
 */
export async function raiseLatest(on: Queries, clients: readonly HashedTime[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await on.executeQuery<{ hash: string; before: number }>(compile(upsertClients, clients))
  return new Map(rows.map(({ hash, before }) => [hash, before]))
}

/** Inserts the nonces that are not stored yet. @returns their hashes */
export async function insertFresh(on: Queries, nonces: readonly HashedTime[]): Promise<Set<string>> {
  const { rows } = await on.executeQuery<{ hash: string }>(compile(insertNonces, nonces))
  return new Set(rows.map(({ hash }) => hash))
}

/** Deletes nonces older than a timestamp: at most the oldest two seconds, so that deleting does not delay calls. */
export async function deleteNonces(on: Queries, before: number): Promise<void> {
  await query`
    delete from nonces
    where timestamp < ${before} and timestamp <= (select min(timestamp) + 1 from nonces)`.execute(on)
}

/** Deletes clients whose latest timestamp is older, except those that another process has locked. */
export async function deleteClients(on: Queries, before: number): Promise<void> {
  await on
    .deleteFrom('nonce_clients')
    .where('hash', 'in', ({ selectFrom }) =>
      selectFrom('nonce_clients').select('hash').where('latest', '<', before).forUpdate().skipLocked(),
    )
    .execute()
}

function compile<Row>(text: string, times: readonly HashedTime[]): CompiledQuery<Row> {
  return CompiledQuery.raw(text, [JSON.stringify(times)])
}
