import type { Sql } from '../../src/stores/sql/engine/sql.js'

/** The hashes of all nonces and of all clients that a database keeps, with their timestamps. */
export interface KeptNonces {
  readonly nonces: readonly KeptHash[]
  readonly clients: readonly KeptHash[]
}

interface KeptHash {
  readonly hash: string
  readonly timestamp: number
}

/** Reads what a database keeps of nonces: rows in PostgreSQL, a log in SQLite. */
export async function keptNonces({ kind, read }: Sql): Promise<KeptNonces> {
  if (kind === 'postgres') {
    const nonces = await read.selectFrom('nonces').selectAll().execute()
    const clients = await read.selectFrom('nonce_clients').select(['hash', 'latest as timestamp']).execute()
    return { nonces, clients }
  }
  const entries = await read.selectFrom('nonce_log').selectAll().execute()
  const hashes = (column: 'nonces' | 'clients') =>
    entries.flatMap(({ timestamp, [column]: text }) => (text.match(/\S+/g) ?? []).map((hash) => ({ hash, timestamp })))
  return { nonces: hashes('nonces'), clients: hashes('clients') }
}
