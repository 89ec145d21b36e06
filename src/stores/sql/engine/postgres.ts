import { performance } from 'node:perf_hooks'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { Client, Pool, types } from 'pg'
import type { OutageListener } from '../../outages.js'
import { withTimeout } from '../../with-timeout.js'
import { CircuitBreaker } from './circuit-breaker.js'
import { GuardedPool } from './guarded-pool.js'
import { pingServer } from './ping-server.js'
import type { Schema } from './schema.js'
import type { Queries, Sql } from './sql.js'
import { unavailable } from './unavailable.js'

/** The timeout of connecting, in milliseconds. */
const CONNECT_TIMEOUT = 2000

/** How much earlier than this process the server cancels a query, in milliseconds, so that it can report that itself. */
const STATEMENT_TIMEOUT_MARGIN = 100

/**
 * The timeout of a look-up after the last activity of the server, in milliseconds; a little less than the 100 ms that
 * {@link Sql.lookUp} promises.
 */
const LOOKUP_TIMEOUT = 80

/** The time to live of cached look-ups that no message invalidates, in milliseconds. */
const CACHE_TTL = 500

/** The object ids of the types bigint and numeric. */
const NUMBERS: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC])

/** The server, the pool size and the timeouts. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string
  /** The most connections. Default 10. */
  readonly poolSize?: number
  /**
   * The timeout of a query, or of a whole unit of writes, in milliseconds, including the wait for a connection and for
   * locks. Default 2000.
   */
  readonly timeout?: number
  /** The timeout of a look-up after the last activity of the server, in milliseconds. Default 80. */
  readonly lookupTimeout?: number
  /** The time to live of cached look-ups, in milliseconds. Default 500. */
  readonly cacheTtl?: number
  readonly outages?: OutageListener
}

/** Opens a PostgreSQL database. Never throws, since connections are made on demand. */
export function openPostgres(options: PostgresOptions): Sql {
  const { url, timeout = 2000, lookupTimeout = LOOKUP_TIMEOUT, cacheTtl = CACHE_TTL, outages } = options
  const breaker = new CircuitBreaker({
    server: addressOf(url),
    ping: () => pingServer(url),
    ...(outages && { outages }),
  })
  const pool = new GuardedPool(openPool(options, timeout), breaker, timeout)
  const read = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const onTimeout = () => {
    const reason = `PostgreSQL gave no answer within ${lookupTimeout} ms.`
    breaker.probe(reason)
    return unavailable(new Error(reason))
  }
  return {
    kind: 'postgres',
    read,
    lookUp: (query) => withTimeout(lookupTimeout, query(read), onTimeout, () => breaker.activity),
    write: (unit) => read.connection().execute((queries) => transact(queries, unit)),
    version: () => Math.floor(performance.now() / cacheTtl),
    isDown: () => breaker.reason !== undefined,
    async close() {
      breaker.stop()
      await pool.end()
    },
  }
}

function openPool({ url, poolSize = 10 }: PostgresOptions, timeout: number): Pool {
  return new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: timeout - STATEMENT_TIMEOUT_MARGIN,
    idle_in_transaction_session_timeout: timeout,
    keepAlive: true,
    types: { getTypeParser: (type, format) => (NUMBERS.has(type) ? Number : types.getTypeParser(type, format)) },
  })
}

/** The host and port of an address, as the driver parses it. */
function addressOf(url: string): string {
  const { host, port } = new Client({ connectionString: url })
  return `${host}:${port}`
}

/** Runs a unit between `begin` and `commit`. Kysely's own transactions hide the error of a commit behind the rollback's. */
async function transact<Result>(queries: Queries, unit: (queries: Queries) => Promise<Result>): Promise<Result> {
  await queries.executeQuery(CompiledQuery.raw('begin'))
  try {
    const result = await unit(queries)
    await queries.executeQuery(CompiledQuery.raw('commit'))
    return result
  } catch (error) {
    // Where this fails too, the pool closes the connection, and the server rolls back.
    await queries.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined)
    throw error
  }
}
