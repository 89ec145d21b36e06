import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Connection, ConnectionPool, Waiter } from './connection-pool.js'
import { failureOf } from './failures.js'
import { type Coding, codingOf } from './inflate.js'
import { type BodyOwner, ResponseBody } from './response-body.js'
import type { UpstreamResponse } from './upstream-client.js'

/** The call that an attempt belongs to. */
export interface AttemptOwner {
  /** The name of the service. */
  readonly service: string
  /** The size limit of bodies that are read whole, in bytes. */
  readonly maxResponse: number
  /** A connection is there. @returns the request */
  onConnection(attempt: Attempt): Dispatcher.DispatchOptions
  /** The head of the answer has arrived. */
  onHead(attempt: Attempt): void
  /** The attempt has failed, before the head or after it. */
  onFailure(attempt: Attempt, error: Error): void
  /** The body is whole, or was given up by its reader. */
  onEnd(attempt: Attempt): void
  /** The body is streamed from now on. */
  onStreamed(attempt: Attempt): void
  /** The service is waited for, or the reader of a stream. */
  onWaiting(forService: boolean): void
}

/**
 * One try of a call over one connection: the handler of undici and the answer that comes of it. It implements the handler
 * functions that undici calls without a wrapper and with raw headers; the newer ones parse all headers for every answer.
 */
export class Attempt implements Dispatcher.DispatchHandler, UpstreamResponse, BodyOwner, Waiter {
  readonly pool: ConnectionPool
  status = 0
  /** Whether the request has been written, at least in part. */
  isSent = false
  /** Whether it was written to a connection that had carried another request. */
  isReused = false
  /** The coding of the body, once the head is there. */
  coding: Coding | 'unknown' | undefined
  readonly #owner: AttemptOwner
  readonly #body: ResponseBody
  #connection: Connection | undefined
  #headers: readonly Buffer[] = []
  #upload: Readable | undefined
  /** The error of the body that is sent, which is no failure of the service. */
  #uploadError: Error | undefined
  #isOver = false

  constructor(owner: AttemptOwner, pool: ConnectionPool) {
    this.#owner = owner
    this.pool = pool
    this.#body = new ResponseBody(this)
  }

  /** Whether a connection was there for it, or was being made. */
  get isStarted(): boolean {
    return this.isSent || this.#connection !== undefined
  }

  get service(): string {
    return this.#owner.service
  }

  get maxResponse(): number {
    return this.#owner.maxResponse
  }

  /** Asks for a connection. @returns false where the queue is full */
  start(): boolean {
    return this.pool.request(this)
  }

  onConnection(connection: Connection): void {
    try {
      const request = this.#owner.onConnection(this)
      this.#watchUpload(request.body)
      this.#connection = connection
      connection.client.dispatch(request, this)
    } catch (error) {
      this.#connection = undefined
      this.pool.release(connection)
      this.#fail(failureOf(error, this.#failedTry()))
    }
  }

  onConnect(): void {
    // An error thrown here takes the request out of the queue of the connection and leaves the connection open.
    if (this.#isOver) throw new Error('The request is no longer wanted')
    this.isSent = true
    this.isReused = this.#connection?.isUsed === true
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void): boolean {
    if (status < 200 || this.#isOver) return true
    this.status = status
    this.#headers = headers
    this.coding = codingOf(this.header('content-encoding'))
    if (this.coding !== 'unknown') this.#body.begin(this.coding, resume)
    this.#owner.onHead(this)
    return true
  }

  onData(chunk: Buffer): boolean {
    return this.#isOver || this.#body.push(chunk)
  }

  onComplete(): void {
    const connection = this.#connection
    if (connection !== undefined) connection.isUsed = true
    this.#release()
    if (this.#isOver) return
    this.#isOver = true
    this.#body.end()
    this.#owner.onEnd(this)
  }

  onError(error: Error): void {
    // undici may be failing the queue of this connection, so that nothing must be added to it yet.
    queueMicrotask(() => this.#release())
    if (error === this.#uploadError) this.cancel(error)
    else if (!this.#isOver) this.#fail(failureOf(error, this.#failedTry()))
  }

  /** Aborts the request. @param error what its caller or the reader of its body gets */
  cancel(error: Error): void {
    if (this.#isOver) return
    this.#fail(error)
    this.#stop()
  }

  /** Aborts the request, whose answer nobody wants any more. */
  drop(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#upload?.destroy()
    this.#owner.onEnd(this)
    this.#stop()
  }

  header(name: string): string | undefined {
    let value: string | undefined
    const first = name.charCodeAt(0)
    for (let index = 0; index + 1 < this.#headers.length; index += 2) {
      const key = this.#headers[index]
      // The first letter, in either case, spares most names their decoding.
      if (key?.length !== name.length || ((key[0] ?? 0) | 0x20) !== first) continue
      if (key.toString('latin1').toLowerCase() !== name) continue
      const text = this.#headers[index + 1]?.toString('latin1') ?? ''
      value = value === undefined ? text : `${value}, ${text}`
    }
    return value
  }

  bytes(): Promise<Uint8Array> {
    return this.#body.bytes()
  }

  stream(): Readable {
    return this.#body.stream()
  }

  discard(): void {
    this.#body.discard()
  }

  onStreamed(): void {
    if (!this.#isOver) this.#owner.onStreamed(this)
  }

  onWaiting(forService: boolean): void {
    this.#owner.onWaiting(forService)
  }

  #fail(error: Error): void {
    this.#isOver = true
    this.#upload?.destroy()
    this.#body.fail(error)
    this.#owner.onFailure(this, error)
  }

  #watchUpload(body: Dispatcher.DispatchOptions['body']): void {
    if (!(body instanceof Readable)) return
    this.#upload = body
    body.once('error', (error) => {
      this.#uploadError = error
    })
  }

  /**
   * Closes the connection of a request that was sent. The client is destroyed with it: undici's own abort opens another
   * connection at once. A request that waits for its connection to open ends in {@link onConnect}.
   */
  #stop(): void {
    if (this.#connection === undefined) this.pool.leave(this)
    else if (this.isSent) {
      void this.#connection.client.destroy()
      this.#release()
    }
  }

  #failedTry() {
    return { service: this.service, host: this.pool.options.url.host, sent: this.isSent }
  }

  #release(): void {
    const connection = this.#connection
    this.#connection = undefined
    if (connection !== undefined) this.pool.release(connection)
  }
}
