import { CompiledQuery, sql as query } from 'kysely'
import type { Queries } from '../engine/sql.js'

/** A timestamp of one client or of one nonce; both are named by their hashes. */
export type HashedTime = readonly [hash: string, timestamp: number]

/**
 * Rows of `hash, timestamp` out of one parameter, so that the text is the same for any number, and is written once: a
 * query that is built anew takes longer than it runs.
 */
const given = 'select value ->> 0 as hash, (value ->> 1)::bigint as timestamp from jsonb_array_elements($1::jsonb)'

const raising = `
  insert into nonce_clients as client (hash, latest, before)
  select hash, timestamp, 0 from (${given}) as given order by hash
  on conflict (hash) do update set
    before = client.latest,
    latest = case when excluded.latest > client.latest then excluded.latest else client.latest end
  returning hash, before`

const keeping = `
  insert into nonces (hash, timestamp)
  select hash, timestamp from (${given}) as given
  on conflict do nothing
  returning hash`

/**
 * Raises the latest timestamp of each client, never lowers it, and gives what it was before: 0 for a new one. Rows
 * are taken in one order by all, so that no two processes wait for each other; they stay locked until the commit.
 */
export async function raiseLatest(on: Queries, clients: readonly HashedTime[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await on.executeQuery<{ hash: string; before: number }>(ask(raising, clients))
  return new Map(rows.map(({ hash, before }) => [hash, before]))
}

/** Keeps the nonces that were not there; gives their hashes. */
export async function keepFresh(on: Queries, nonces: readonly HashedTime[]): Promise<Set<string>> {
  const { rows } = await on.executeQuery<{ hash: string }>(ask(keeping, nonces))
  return new Set(rows.map(({ hash }) => hash))
}

/** Deletes nonces older than a timestamp: two seconds' worth of the oldest at most, so that no call waits for long. */
export async function dropNonces(on: Queries, before: number): Promise<void> {
  await query`
    delete from nonces
    where timestamp < ${before} and timestamp <= (select min(timestamp) + 1 from nonces)`.execute(on)
}

/** Deletes clients whose latest timestamp is older, but for those that another process is about to raise. */
export async function dropClients(on: Queries, before: number): Promise<void> {
  await on
    .deleteFrom('nonce_clients')
    .where('hash', 'in', ({ selectFrom }) =>
      selectFrom('nonce_clients').select('hash').where('latest', '<', before).forUpdate().skipLocked(),
    )
    .execute()
}

function ask<Row>(text: string, times: readonly HashedTime[]): CompiledQuery<Row> {
  return CompiledQuery.raw(text, [JSON.stringify(times)])
}
