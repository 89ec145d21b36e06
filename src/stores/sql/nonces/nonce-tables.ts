import type { Generated } from 'kysely'

/** The tables of nonces: a log in SQLite, rows in PostgreSQL. */
export interface NonceTables {
  nonce_log: NonceLogTable
  nonces: NonceTable
  nonce_clients: NonceClientTable
  nonce_memories: NonceStoreTable
}

/** Nonces that were accepted in one batch. Only SQLite has this table, and it lacks the next two. */
export interface NonceLogTable {
  id: Generated<number>
  /** The clients' timestamp. */
  timestamp: number
  /** Hashes of key, token, timestamp and nonce, separated by blanks. */
  nonces: string
  /** Clients whose latest timestamp this is: hashes of key and token, separated by blanks. */
  clients: string
}

export interface NonceTable {
  /** The client's timestamp. */
  timestamp: number
  /** The hash of key, token, timestamp and nonce. */
  hash: string
}

export interface NonceClientTable {
  /** The hash of key and token. */
  hash: string
  /** The latest timestamp that was accepted. */
  latest: number
  /** The value of `latest` before the last batch that touched it. */
  before: number
}

/** Nonce stores in Redis that were ever used, so that an empty one is recognised as lost. */
export interface NonceStoreTable {
  name: string
}
