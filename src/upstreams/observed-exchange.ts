import { ApiError } from '../core/api-error.js'
import type {
  ObservedRequest,
  ServiceObserver,
  ServiceOutcome,
  ServiceRequest,
} from '../core/ports/service-observer.js'
import { CallGivenUp } from '../core/running-call.js'
import { UpstreamError } from './client/upstream-error.js'
import type { WaitRecord } from './wait-record.js'

/** A request to a service, reported to the observer. */
export class ObservedExchange {
  /** The HTTP status, once it is known. */
  status: number | undefined
  readonly #observed: ObservedRequest | undefined
  readonly #wait: WaitRecord

  constructor(observer: ServiceObserver, request: ServiceRequest, wait: WaitRecord) {
    this.#observed = observer.begin(request)
    this.#wait = wait
  }

  /** The headers that continue the trace of the call. */
  get headers(): Readonly<Record<string, string>> | undefined {
    return this.#observed?.headers
  }

  /** Reports that the answer has been read. */
  succeed(): void {
    this.#end('answer')
  }

  /** Reports that there is no result. */
  fail(thrown: unknown): void {
    this.#end(outcomeOf(thrown))
  }

  #end(outcome: ServiceOutcome): void {
    const { ms, retries } = this.#wait
    this.#observed?.end({ outcome, status: this.status, ms, retries })
  }
}

/** The fault of an answer with an error status is an ApiError; what else is thrown ended the call itself. */
function outcomeOf(thrown: unknown): ServiceOutcome {
  if (thrown instanceof UpstreamError) return thrown.failure
  if (thrown instanceof CallGivenUp) return 'aborted'
  return thrown instanceof ApiError ? 'fault' : 'aborted'
}
