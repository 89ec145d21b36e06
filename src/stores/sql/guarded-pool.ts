import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { isAway, outcomeUnknown, unavailable } from './unavailable.js'

/** The commands that kysely knows; it asks only whether rows were counted, which others than these do not. */
const COUNTED = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const

/** A pool whose connections throw ApiError 503 where the server is away, and never come back broken. */
export class GuardedPool implements PostgresPool {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
    // The pool drops an idle connection that breaks and opens another; nobody waits for the broken one.
    pool.on('error', () => undefined)
  }

  async connect(): Promise<PostgresPoolClient> {
    try {
      return new GuardedClient(await this.#pool.connect())
    } catch (error) {
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
  readonly #onError = (): void => {
    this.#broken = true
  }
  #broken = false

  constructor(client: PoolClient) {
    this.#client = client
    client.on('error', this.#onError)
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
    try {
      const result = await this.#client.query(text, [...parameters])
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
      throw text === 'commit' ? outcomeUnknown(error) : unavailable(error)
    }
  }

  release(): void {
    this.#client.off('error', this.#onError)
    this.#client.release(this.#broken)
  }
}
