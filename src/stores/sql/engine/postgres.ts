import { performance } from 'node:perf_hooks'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { Client, Pool, types } from 'pg'
import { answerWithin } from '../../answer-within.js'
import type { Outages } from '../../outages.js'
import { askServer } from './ask-server.js'
import { Breaker } from './breaker.js'
import { GuardedPool } from './guarded-pool.js'
import type { Schema } from './schema.js'
import type { Queries, Sql } from './sql.js'
import { unavailable } from './unavailable.js'

/** How long a connection may take to come about, in milliseconds. */
const CONNECT_TIMEOUT = 2000

/** How much sooner than this end the server gives a query up, in milliseconds, so that it can say so itself. */
const HEAD_START = 100

/** How long a change of the tables may take, in milliseconds: an hour, for large ones. */
export const MIGRATION_TIMEOUT = 3_600_000

/**
 * How long a look-up is waited for after the last sign of life of the server, in milliseconds; a little less than the
 * 100 that are promised.
 */
const LOOKUP_TIMEOUT = 80

/** How long cached look-ups are believed unless somebody tells of a change, in milliseconds. */
const CACHE_TTL = 500

/** The types of bigint and numeric in PostgreSQL's catalogue. */
const NUMBERS: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC])

/** Which server, and how much of it to use. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
  /** Connections at most; 10 unless told. */
  readonly poolSize?: number
  /**
   * How long a query, or a whole unit of writes, may take with everything that it waits for, in milliseconds; 2000
   * unless told. Migrations want {@link MIGRATION_TIMEOUT}.
   */
  readonly timeout?: number
  /** How long a look-up may take after the last sign of life, in milliseconds; 80 unless told. */
  readonly patience?: number
  /** How long cached look-ups are believed, in milliseconds; 500 unless told. */
  readonly belief?: number
  readonly outages?: Outages
}

/** Opens a PostgreSQL database. Connections are made when they are needed, so this never fails. */
export function openPostgres(options: PostgresOptions): Sql {
  const { url, timeout = 2000, patience = LOOKUP_TIMEOUT, belief = CACHE_TTL, outages } = options
  const breaker = new Breaker({ server: addressOf(url), ask: () => askServer(url), ...(outages && { outages }) })
  const pool = new GuardedPool(openPool(options, timeout), breaker, timeout)
  const read = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const late = () => {
    const reason = `PostgreSQL gave no answer within ${patience} ms.`
    breaker.doubt(reason)
    return unavailable(new Error(reason))
  }
  return {
    kind: 'postgres',
    read,
    lookUp: (look) => answerWithin(patience, look(read), late, () => breaker.signs),
    write: (unit) => read.connection().execute((queries) => transact(queries, unit)),
    version: () => Math.floor(performance.now() / belief),
    isAway: () => breaker.reason !== undefined,
    async close() {
      breaker.end()
      await pool.end()
    },
  }
}

function openPool({ url, poolSize = 10 }: PostgresOptions, timeout: number): Pool {
  return new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: timeout - HEAD_START,
    idle_in_transaction_session_timeout: timeout,
    keepAlive: true,
    types: { getTypeParser: (type, format) => (NUMBERS.has(type) ? Number : types.getTypeParser(type, format)) },
  })
}

/** The host and port that a driver makes of an address. */
function addressOf(url: string): string {
  const { host, port } = new Client({ connectionString: url })
  return `${host}:${port}`
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
