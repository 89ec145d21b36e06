import { performance } from 'node:perf_hooks'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import { GuardedPool } from './guarded-pool.js'
import type { Schema } from './schema.js'
import type { Queries, Sql } from './sql.js'

/** How long a connection may take to come about, in milliseconds; also how long a query waits for a free one. */
const CONNECT_TIMEOUT = 2000

/** How much longer than the server this end waits for an answer, in milliseconds; for a network that went silent. */
const GRACE = 500

/** How long a change of the tables may take, in milliseconds: an hour, for large ones. */
export const MIGRATION_TIMEOUT = 3_600_000

/** How long cached look-ups are believed unless somebody tells of a change, in milliseconds. */
const BELIEF = 500

/** The types of bigint and numeric in PostgreSQL's catalogue. */
const NUMBERS: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC])

/** Which server, and how much of it to use. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
  /** Connections at most; 10 unless told. */
  readonly poolSize?: number
  /** How long one query may take, in milliseconds; 2000 unless told. Migrations want {@link MIGRATION_TIMEOUT}. */
  readonly timeout?: number
  /** How long cached look-ups are believed, in milliseconds; 500 unless told. */
  readonly belief?: number
}

/** Opens a PostgreSQL database. Connections are made when they are needed, so this never fails. */
export function openPostgres({ url, poolSize = 10, timeout = 2000, belief = BELIEF }: PostgresOptions): Sql {
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: timeout,
    idle_in_transaction_session_timeout: timeout,
    query_timeout: timeout + GRACE,
    keepAlive: true,
    types: { getTypeParser: (type, format) => (NUMBERS.has(type) ? Number : types.getTypeParser(type, format)) },
  })
  const read = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: new GuardedPool(pool) }) })
  return {
    kind: 'postgres',
    read,
    write: (unit) => read.connection().execute((queries) => transact(queries, unit)),
    version: () => Math.floor(performance.now() / belief),
    close: () => pool.end(),
  }
}

/** Runs a unit between `begin` and `commit`; kysely's own way would hide why a commit failed behind the rollback. */
async function transact<Result>(queries: Queries, unit: (queries: Queries) => Promise<Result>): Promise<Result> {
  await queries.executeQuery(CompiledQuery.raw('begin'))
  try {
    const result = await unit(queries)
    await queries.executeQuery(CompiledQuery.raw('commit'))
    return result
  } catch (error) {
    // A connection on which this fails as well is thrown away by the pool, and the server rolls back.
    await queries.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined)
    throw error
  }
}
