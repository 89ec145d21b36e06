import type { Kysely } from 'kysely'
import type { Schema } from './schema.js'

/** A handle that queries run on: the database, or a write in progress. */
export type Queries = Kysely<Schema>

/** A database of either kind, with the same query code for both. */
export interface Sql {
  readonly kind: 'sqlite' | 'postgres'
  /** For reading; sees what has been committed. */
  readonly read: Queries
  /**
   * Reads what a call must know before anything else, such as its application. Nobody waits longer for it than 100 ms,
   * or what it takes to open a file.
   *
   * @throws ApiError 503 where the database cannot be reached in that time
   */
  lookUp<Result>(read: (queries: Queries) => Promise<Result>): Promise<Result>
  /**
   * Runs a unit of writes, all or nothing, and resolves when it is durable. A unit must await nothing but its own
   * queries: on SQLite many units share one commit. Units may run side by side on PostgreSQL (read committed), so
   * whatever must happen once is a conditional update.
   *
   * @throws ApiError 503 where the database cannot be reached, or takes longer than 2 seconds for all of it
   */
  write<Result>(unit: (queries: Queries) => Promise<Result>): Promise<Result>
  /** Changes whenever another process has committed; cached look-ups are believed only while it stays the same. */
  version(): number
  /** Whether the database is known not to answer; everything then fails at once. */
  isAway(): boolean
  close(): Promise<void>
}
