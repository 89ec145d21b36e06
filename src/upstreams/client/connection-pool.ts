import { type buildConnector, Client } from 'undici'

/** A connection that carries one request at a time; undici opens it again where it has closed. */
export interface Connection {
  readonly client: Client
  /** Whether it has carried a request, and so may have been closed by the service meanwhile. */
  isUsed: boolean
}

/** A request that waits for a connection. */
export interface Waiter {
  onConnection(connection: Connection): void
}

/** The options of a pool. */
export interface PoolOptions {
  /** The address of the service. */
  readonly url: URL
  /** The path of the address, without a slash at the end. */
  readonly basePath: string
  /** The scheme and authority that request lines begin with, towards a proxy; else empty. */
  readonly authority: string
  /** Headers of every request: names and values in turn. */
  readonly headers: readonly string[]
  readonly connect: buildConnector.connector
  /** The most connections; twice as many requests may wait for one. */
  readonly connections: number
}

/**
 * The connections to one address. It hands each of them to one request at a time and keeps its own queue, since that of undici's
 * Pool has no bounds and keeps requests whose callers have gone. The connection that was used last is used first, so that
 * those beyond the load close by their keep-alive timeout.
 */
export class ConnectionPool {
  readonly options: PoolOptions
  /** When a connection was refused last, on the clock of `performance.now()`. */
  failedAt = Number.NEGATIVE_INFINITY
  #free: Connection[] = []
  #busy = 0
  #waiters: Waiter[] = []
  #isClosed = false
  #onIdle: (() => void) | undefined

  constructor(options: PoolOptions) {
    this.options = options
  }

  /** The number of requests that wait. */
  get queued(): number {
    return this.#waiters.length
  }

  /** Gives a connection to the waiter, now or later. @returns false where the queue is full */
  request(waiter: Waiter): boolean {
    const connection = this.#take()
    if (connection !== undefined) waiter.onConnection(connection)
    else if (this.#waiters.length < this.options.connections * 2) this.#waiters.push(waiter)
    else return false
    return true
  }

  /** Takes a waiter out of the queue. @returns whether it was there */
  leave(waiter: Waiter): boolean {
    const index = this.#waiters.indexOf(waiter)
    if (index === -1) return false
    this.#waiters.splice(index, 1)
    return true
  }

  /** Takes a connection back when its request has ended. */
  release(connection: Connection): void {
    const usable = connection.client.destroyed ? this.#open() : connection
    const next = this.#waiters.shift()
    if (next === undefined) this.#keep(usable)
    else next.onConnection(usable)
  }

  /**
   * Closes idle connections, and the others when their requests have ended. Requests that come later, of calls that began
   * before a swap of the services, still get a connection, which is closed after its use.
   */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#free.splice(0).map(({ client }) => client.close()))
    if (this.#busy > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve))
  }

  #keep(connection: Connection): void {
    this.#busy--
    if (this.#isClosed) void connection.client.close()
    else this.#free.push(connection)
    if (this.#busy === 0) this.#onIdle?.()
  }

  #take(): Connection | undefined {
    const free = this.#free.pop()
    if (free === undefined && this.#busy >= this.options.connections) return undefined
    this.#busy++
    return free ?? this.#open()
  }

  #open(): Connection {
    const { url, connect } = this.options
    // The client measures its own time: undici's timeouts may be late by a second.
    const client = new Client(url.origin, { connect, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
    const connection = { client, isUsed: false }
    client.on('connect', () => {
      connection.isUsed = false
    })
    return connection
  }
}
