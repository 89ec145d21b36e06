import type { Generated } from 'kysely'

/** The tables of nonces: a log in SQLite, rows in PostgreSQL. */
export interface NonceTables {
  nonce_log: NonceLogTable
  nonces: NonceTable
  nonce_clients: NonceClientTable
  nonce_memories: NonceMemoryTable
}

/** Nonces that were accepted together. Only SQLite has this table, and not the next two. */
export interface NonceLogTable {
  id: Generated<number>
  /** As the clients said it. */
  timestamp: number
  /** Hashes of key, token, timestamp and nonce, a space between them. */
  nonces: string
  /** Those whose latest timestamp this is so far: hashes of key and token, a space between them. */
  clients: string
}

export interface NonceTable {
  /** As the client said it. */
  timestamp: number
  /** Of key, token, timestamp and nonce. */
  hash: string
}

export interface NonceClientTable {
  /** Of key and token. */
  hash: string
  /** The latest timestamp that was accepted. */
  latest: number
  /** What `latest` was before the batch that changed it last. */
  before: number
}

/** Places elsewhere that nonces were ever kept in, so that an empty one is known to have lost them. */
export interface NonceMemoryTable {
  name: string
}
