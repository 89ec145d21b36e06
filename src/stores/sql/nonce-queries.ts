import { sql as query, type RawBuilder } from 'kysely'
import type { Queries, Sql } from './sql.js'

/** A timestamp of one client or of one nonce; both are named by their hashes. */
export type HashedTime = readonly [hash: string, timestamp: number]

/**
 * Raises the latest timestamp of each client, never lowers it, and gives what it was before: 0 for a new one. Rows
 * are taken in one order by all, so that no two processes wait for each other; they stay locked until the commit.
 */
export async function raiseLatest(
  on: Queries,
  kind: Sql['kind'],
  clients: readonly HashedTime[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await query<{ hash: string; before: number }>`
    insert into nonce_clients as client (hash, latest, before)
    select hash, timestamp, 0 from (${listed(kind, clients)}) as given where true order by hash
    on conflict (hash) do update set
      before = client.latest,
      latest = case when excluded.latest > client.latest then excluded.latest else client.latest end
    returning hash, before`.execute(on)
  return new Map(rows.map(({ hash, before }) => [hash, before]))
}

/** Keeps the nonces that were not there; gives their hashes. */
export async function keepFresh(on: Queries, kind: Sql['kind'], nonces: readonly HashedTime[]): Promise<Set<string>> {
  const { rows } = await query<{ hash: string }>`
    insert into nonces (hash, timestamp)
    select hash, timestamp from (${listed(kind, nonces)}) as given where true
    on conflict do nothing
    returning hash`.execute(on)
  return new Set(rows.map(({ hash }) => hash))
}

/** Deletes nonces older than a timestamp: two seconds' worth of the oldest at most, so that no call waits for long. */
export async function dropNonces(on: Queries, before: number): Promise<void> {
  await query`
    delete from nonces
    where timestamp < ${before} and timestamp <= (select min(timestamp) + 1 from nonces)`.execute(on)
}

/** Deletes clients whose latest timestamp is older, but for those that another process is about to raise. */
export async function dropClients(on: Queries, kind: Sql['kind'], before: number): Promise<void> {
  await on
    .deleteFrom('nonce_clients')
    .where('hash', 'in', ({ selectFrom }) => {
      const old = selectFrom('nonce_clients').select('hash').where('latest', '<', before)
      return kind === 'sqlite' ? old : old.forUpdate().skipLocked()
    })
    .execute()
}

/** Rows of `hash, timestamp` out of one parameter, so that the text is the same for any number. */
function listed(kind: Sql['kind'], times: readonly HashedTime[]): RawBuilder<unknown> {
  const json = JSON.stringify(times)
  return kind === 'sqlite'
    ? query`select value ->> 0 as hash, value ->> 1 as timestamp from json_each(${json})`
    : query`select value ->> 0 as hash, (value ->> 1)::bigint as timestamp from jsonb_array_elements(${json}::jsonb)`
}
