import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Breaker } from './breaker.js'
import { isAway, isRefusal, outcomeUnknown, reasonOf, unavailable } from './unavailable.js'

/** The commands that kysely knows; it asks only whether rows were counted, which others than these do not. */
const COUNTED = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const

/**
 * A pool whose connections throw ApiError 503 where the server is away, and never come back broken. They are lent for
 * a limited time, the time that one had to be waited for included; then they are cut.
 */
export class GuardedPool implements PostgresPool {
  readonly #pool: Pool
  readonly #breaker: Breaker
  readonly #timeout: number

  /** @param timeout how long a connection is lent, in milliseconds */
  constructor(pool: Pool, breaker: Breaker, timeout: number) {
    this.#pool = pool
    this.#breaker = breaker
    this.#timeout = timeout
    // The pool drops an idle connection that breaks and opens another; nobody waits for the broken one.
    pool.on('error', () => undefined)
    pool.on('connect', () => breaker.heard())
  }

  async connect(): Promise<PostgresPoolClient> {
    const { reason } = this.#breaker
    if (reason !== undefined) throw unavailable(new Error(`PostgreSQL is away: ${reason}`))
    const deadline = performance.now() + this.#timeout
    try {
      return new GuardedClient(await this.#pool.connect(), this.#breaker, deadline)
    } catch (error) {
      this.#breaker.doubt(reasonOf(error))
      throw unavailable(error)
    }
  }

  end(): Promise<void> {
    return this.#pool.end()
  }
}

/** One connection while it is lent out. */
class GuardedClient implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #breaker: Breaker
  readonly #cut: NodeJS.Timeout
  readonly #onError = (): void => {
    this.#broken = true
  }
  #broken = false

  constructor(client: PoolClient, breaker: Breaker, deadline: number) {
    this.#client = client
    this.#breaker = breaker
    client.on('error', this.#onError)
    this.#cut = setTimeout(() => {
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
    // A commit that was never sent has surely changed nothing.
    if (this.#broken) throw unavailable(new Error('The connection broke, or was cut, before this query.'))
    try {
      const result = await this.#client.query(text, [...parameters])
      this.#breaker.heard()
      if (text === 'commit' && result.command !== 'COMMIT') {
        throw new Error('A query of this unit failed and the unit went on; the database has rolled it back.')
      }
      return {
        rows: result.rows,
        rowCount: result.rowCount ?? 0,
        command: COUNTED.find((command) => command === result.command) ?? 'SELECT',
      }
    } catch (error) {
      if (!this.#broken && !isAway(error)) throw error
      this.#broken = true
      if (!isRefusal(error)) this.#breaker.doubt(reasonOf(error))
      throw text === 'commit' ? outcomeUnknown(error) : unavailable(error)
    }
  }

  release(): void {
    clearTimeout(this.#cut)
    this.#client.off('error', this.#onError)
    this.#client.release(this.#broken)
  }
}
