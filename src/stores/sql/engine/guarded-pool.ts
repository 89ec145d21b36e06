import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { CircuitBreaker } from './circuit-breaker.js'
import { isRefusal, isUnavailable, outcomeUnknown, reasonOf, unavailable } from './unavailable.js'

/** The commands for which kysely reads the row count. */
const COUNTED = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const

/**
 * A pool whose connections throw ApiError 503 where the server is unavailable, and are never reused once broken. Each
 * checkout has a timeout, which includes the wait for a free connection; then the connection is closed.
 */
export class GuardedPool implements PostgresPool {
  readonly #pool: Pool
  readonly #breaker: CircuitBreaker
  readonly #timeout: number

  /** @param timeout the longest checkout of a connection, in milliseconds */
  constructor(pool: Pool, breaker: CircuitBreaker, timeout: number) {
    this.#pool = pool
    this.#breaker = breaker
    this.#timeout = timeout
    // The pool replaces an idle connection that breaks; no query is affected.
    pool.on('error', () => undefined)
    pool.on('connect', () => breaker.recordActivity())
  }

  async connect(): Promise<PostgresPoolClient> {
    const { reason } = this.#breaker
    if (reason !== undefined) throw unavailable(new Error(`PostgreSQL is away: ${reason}`))
    const deadline = performance.now() + this.#timeout
    try {
      return new GuardedClient(await this.#pool.connect(), this.#breaker, deadline)
    } catch (error) {
      this.#breaker.probe(reasonOf(error))
      throw unavailable(error)
    }
  }

  end(): Promise<void> {
    return this.#pool.end()
  }
}

/** A connection while it is checked out. */
class GuardedClient implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #breaker: CircuitBreaker
  readonly #deadlineTimer: NodeJS.Timeout
  readonly #onError = (): void => {
    this.#broken = true
  }
  #broken = false

  constructor(client: PoolClient, breaker: CircuitBreaker, deadline: number) {
    this.#client = client
    this.#breaker = breaker
    client.on('error', this.#onError)
    this.#deadlineTimer = setTimeout(() => {
      this.#broken = true
      void client.end()
    }, deadline - performance.now())
  }

  query<Row>(text: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<Row>>
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>
  query<Row>(
    query: string | PostgresCursor<Row>,
    parameters: ReadonlyArray<unknown> = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof query !== 'string') throw new Error('Cursors are not supported here; read pages instead.')
    return this.#run(query, parameters)
  }

  async #run<Row>(text: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<Row>> {
    // A commit that was never sent has changed nothing.
    if (this.#broken) throw unavailable(new Error('The connection broke, or was cut, before this query.'))
    try {
      const result = await this.#client.query(text, [...parameters])
      this.#breaker.recordActivity()
      if (text === 'commit' && result.command !== 'COMMIT') {
        throw new Error('A query of this unit failed and the unit went on; the database has rolled it back.')
      }
      return {
        rows: result.rows,
        rowCount: result.rowCount ?? 0,
        command: COUNTED.find((command) => command === result.command) ?? 'SELECT',
      }
    } catch (error) {
      if (!this.#broken && !isUnavailable(error)) throw error
      this.#broken = true
      if (!isRefusal(error)) this.#breaker.probe(reasonOf(error))
      throw text === 'commit' ? outcomeUnknown(error) : unavailable(error)
    }
  }

  release(): void {
    clearTimeout(this.#deadlineTimer)
    this.#client.off('error', this.#onError)
    this.#client.release(this.#broken)
  }
}
