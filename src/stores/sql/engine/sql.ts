import type { Kysely } from 'kysely'
import type { Schema } from './schema.js'

/** A handle for queries: the database, or a transaction. */
export type Queries = Kysely<Schema>

/** A database of either kind; the query code is the same for both. */
export interface Sql {
  readonly kind: 'sqlite' | 'postgres'
  /** For reads of committed data. */
  readonly read: Queries
  /**
   * Reads what authentication needs, such as the application of a call. Takes at most 100 ms after the last activity of the
   * server on PostgreSQL; on SQLite it reads the file without a timeout.
   *
   * @throws ApiError 503 where the database does not answer in that time
   */
  lookUp<Result>(read: (queries: Queries) => Promise<Result>): Promise<Result>
  /**
   * Runs a unit of writes atomically, and resolves when it is durable. A unit must await nothing but its own queries,
   * since on SQLite many units share one commit. On PostgreSQL units run concurrently (read committed), so a change
   * that must happen once is a conditional update.
   *
   * @throws ApiError 503 where the database is unavailable, or the unit takes longer than 2 seconds
   */
  write<Result>(unit: (queries: Queries) => Promise<Result>): Promise<Result>
  /** Changes when another process may have committed; cached look-ups are valid only while it stays the same. */
  version(): number
  /** Whether the circuit breaker is open; every query then fails at once. */
  isDown(): boolean
  close(): Promise<void>
}
