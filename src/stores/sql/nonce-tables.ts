/** The tables of nonces. */
export interface NonceTables {
  nonces: NonceTable
  nonce_clients: NonceClientTable
  nonce_memories: NonceMemoryTable
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
