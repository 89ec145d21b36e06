import { performance } from 'node:perf_hooks'
import type { Dispatcher } from 'undici'
import type { AbortHook } from '../../core/abort-hook.js'
import type { Clock } from '../../core/ports/clock.js'
import { Attempt, type AttemptOwner } from './attempt.js'
import type { Breaker } from './breaker.js'
import { choosePool } from './choose-pool.js'
import type { ConnectionPool } from './connection-pool.js'
import { type Expiring, unwatch, watch } from './deadlines.js'
import { outcomeOf, refusalOf } from './outcome.js'
import type { RetryBudget } from './retry-budget.js'
import { backoff, retryAfter } from './retry-delay.js'
import type { RetrySettings, UpstreamCall, UpstreamRequest, UpstreamResponse } from './upstream-client.js'
import { UpstreamError } from './upstream-error.js'

/** The longest time that a request waits for a connection, in milliseconds. */
const QUEUE_TIME = 1000

/** Statuses of a service, or a proxy before it, that cannot answer now. */
const unavailableStatuses = new Set([502, 503, 504])

/** Counts of a client. */
export interface Counters {
  running: number
  retries: number
}

/** What all calls of an operation share. */
export interface ExchangeContext {
  /** The name of the service. */
  readonly service: string
  readonly maxResponse: number
  readonly pools: readonly ConnectionPool[]
  readonly settings: RetrySettings
  readonly breaker: Breaker
  readonly budget: RetryBudget
  readonly counters: Counters
  readonly clock: Clock
  /** Writes the request for one try. */
  readonly write: (pool: ConnectionPool, request: UpstreamRequest, call: UpstreamCall) => Dispatcher.DispatchOptions
}

/** The promise of an exchange. */
export interface Settle {
  resolve(response: UpstreamResponse): void
  reject(error: unknown): void
}

/** A call to a service, from its first try until the body of the answer is whole: its deadline, its abortion, its retries. */
export class Exchange implements AttemptOwner, Expiring {
  at = 0
  index = -1
  readonly #context: ExchangeContext
  readonly #request: UpstreamRequest
  readonly #call: UpstreamCall
  readonly #timeout: number
  readonly #settle: Settle
  readonly #tried: ConnectionPool[] = []
  #deadline = 0
  #attempt: Attempt | undefined
  /** The permission of the breaker, until its outcome is reported. */
  #ticket: number | undefined
  #timer: NodeJS.Timeout | undefined
  #retries = 0
  #isRepeated = false
  #isQueued = false
  #isStreamed = false
  #isSent = false
  #isOver = false

  /** @param timeout in milliseconds; in place of that of the settings, part of which may be over */
  constructor(context: ExchangeContext, request: UpstreamRequest, call: UpstreamCall, timeout: number, settle: Settle) {
    this.#context = context
    this.#request = request
    this.#call = call
    this.#timeout = timeout
    this.#settle = settle
  }

  get service(): string {
    return this.#context.service
  }

  get maxResponse(): number {
    return this.#context.maxResponse
  }

  /** Begins the first try. */
  start(): void {
    const { signal } = this.#call
    if (signal.aborted) this.#settle.reject(signal.reason)
    else this.#start(signal)
  }

  #start(signal: AbortHook): void {
    const { counters, budget } = this.#context
    this.#deadline = performance.now() + this.#timeout
    this.#call.wait?.start()
    counters.running++
    budget.earn()
    watch(this)
    signal.addEventListener('abort', this)
    this.#try()
  }

  /** The signal of the call has aborted. */
  handleEvent(): void {
    const reason: unknown = this.#call.signal.reason
    this.#giveUp(reason instanceof Error ? reason : new Error('The call was aborted', { cause: reason }))
  }

  /** The deadline has passed, or the time in the queue. */
  expire(): void {
    const { timeout } = this.#context.settings
    if (this.#isQueued && this.at < this.#deadline) {
      this.#giveUp(this.#unavailable(`all connections have been busy for ${QUEUE_TIME} ms`, 1))
    } else {
      const what = this.#isStreamed ? 'nothing came' : 'there was no whole answer'
      const maybeSent = this.#isSent || this.#attempt?.isSent === true
      this.#giveUp(new UpstreamError('timeout', `${this.service}: ${what} within ${timeout} ms`, { maybeSent }))
    }
  }

  onConnection(attempt: Attempt): Dispatcher.DispatchOptions {
    this.#isQueued = false
    this.at = this.#deadline
    return this.#context.write(attempt.pool, this.#request, this.#call)
  }

  onHead(attempt: Attempt): void {
    if (attempt !== this.#attempt) return
    const isUnavailable = unavailableStatuses.has(attempt.status)
    const refusal = refusalOf(attempt)
    if (isUnavailable) this.#report('failure')
    if (refusal !== undefined) {
      this.#report('success')
      attempt.cancel(refusal)
    } else if (isUnavailable && this.#retryAfterStatus(attempt)) attempt.discard()
    else this.#resolve(attempt)
  }

  onFailure(attempt: Attempt, error: Error): void {
    if (attempt !== this.#attempt) return
    this.#isSent ||= attempt.isSent
    if (!this.#isOver && attempt.status === 0 && this.#retryAfterFailure(attempt, error)) return
    this.#report(outcomeOf(error, attempt))
    this.#end()
    // After the head this changes nothing: the error went to the reader of the body.
    this.#settle.reject(error)
  }

  onEnd(attempt: Attempt): void {
    if (attempt !== this.#attempt) return
    this.#report('success')
    this.#end()
  }

  onStreamed(attempt: Attempt): void {
    if (attempt !== this.#attempt || this.#isOver) return
    this.#report('success')
    this.#isStreamed = true
    this.onWaiting(true)
  }

  onWaiting(forService: boolean): void {
    if (!this.#isStreamed) return
    this.at = forService ? performance.now() + this.#context.settings.timeout : Number.POSITIVE_INFINITY
  }

  #try(): void {
    const { breaker } = this.#context
    this.#ticket ??= breaker.enter()
    if (this.#ticket === undefined) this.#giveUp(this.#unavailable('the breaker is open', breaker.retryAfter))
    else this.#send()
  }

  #send(): void {
    const { pools } = this.#context
    const pool = choosePool(pools, this.#tried)
    if (pools.length > 1) this.#tried.push(pool)
    const attempt = new Attempt(this, pool)
    this.#attempt = attempt
    this.#isQueued = true
    if (!attempt.start()) this.#giveUp(this.#unavailable('too many requests wait for a connection', 1))
    else if (this.#isQueued) this.at = Math.min(this.#deadline, performance.now() + QUEUE_TIME)
  }

  #retryAfterFailure(attempt: Attempt, error: Error): boolean {
    if (!(error instanceof UpstreamError)) return false
    if (error.failure === 'connect' || error.failure === 'address') {
      attempt.pool.failedAt = performance.now()
      if (this.#tried.length < this.#context.pools.length && this.#tried.length > 0) return this.#repeat()
      return error.failure === 'connect' && this.#retry(backoff(this.#retries), 'failure')
    }
    if (error.failure !== 'reset' || !this.#context.settings.idempotent) return false
    // A service may close an idle connection just when a request is written to it, which says nothing about its state.
    if (attempt.isReused && !this.#isRepeated) {
      this.#isRepeated = true
      return this.#repeat()
    }
    return this.#retry(backoff(this.#retries), 'failure')
  }

  #retryAfterStatus(attempt: Attempt): boolean {
    const { settings, clock } = this.#context
    if (!settings.idempotent) return false
    const wished = retryAfter(attempt.header('retry-after'), clock.now())
    return this.#retry(wished ?? backoff(this.#retries), undefined)
  }

  /** Tries again at once, which counts neither as a retry of the operation nor for the budget. */
  #repeat(): true {
    this.#attempt = undefined
    this.#countRetry()
    // undici may be amid the error handling of this connection.
    queueMicrotask(() => this.#tryAgain(undefined))
    return true
  }

  /** Tries again after a delay. @returns false where the settings, the deadline or the budget forbid it */
  #retry(delay: number, outcome: 'failure' | undefined): boolean {
    const { settings, budget } = this.#context
    if (this.#retries >= settings.retries || performance.now() + delay >= this.#deadline || !budget.spend())
      return false
    if (outcome !== undefined) this.#report(outcome)
    const previous = this.#attempt
    this.#attempt = undefined
    this.#tried.length = 0
    this.#retries++
    this.#countRetry()
    this.at = this.#deadline
    this.#timer = setTimeout(() => this.#tryAgain(previous), delay)
    return true
  }

  #countRetry(): void {
    this.#context.counters.retries++
    if (this.#call.wait !== undefined) this.#call.wait.retries++
  }

  #tryAgain(previous: Attempt | undefined): void {
    previous?.drop()
    if (!this.#isOver) this.#try()
  }

  /** Ends the call, whatever its state. */
  #giveUp(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#attempt !== undefined) this.#attempt.cancel(error)
    else {
      this.#end()
      this.#settle.reject(error)
    }
  }

  #resolve(attempt: Attempt): void {
    this.#call.wait?.lap()
    this.#settle.resolve(attempt)
  }

  #report(outcome: 'success' | 'failure' | 'unknown'): void {
    if (this.#ticket === undefined) return
    this.#context.breaker.leave(this.#ticket, outcome)
    this.#ticket = undefined
  }

  #end(): void {
    this.#isOver = true
    this.#report('unknown')
    clearTimeout(this.#timer)
    unwatch(this)
    this.#call.signal.removeEventListener('abort', this)
    if (!this.#isStreamed) this.#call.wait?.lap()
    this.#context.counters.running--
  }

  #unavailable(reason: string, seconds: number): UpstreamError {
    const message = `${this.service}: ${reason}`
    return new UpstreamError('unavailable', message, { maybeSent: this.#isSent, retryAfter: seconds })
  }
}
