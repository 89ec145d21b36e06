/** A request to a service behind the gateway, with all its tries. */
export interface ServiceRequest {
  /** The name of the service. */
  readonly service: string
  /** The name of the method that makes it. */
  readonly method: string
  readonly verb: string
  /** The path below the address of the service, with `{name}` in place of the parameters. */
  readonly template: string
  /** The first address of the service. */
  readonly url: URL
}

/**
 * How a request ended: `answer` with a result, `fault` with an error status, `aborted` because its call had ended, else without a
 * usable answer.
 */
export type ServiceOutcome =
  | 'answer'
  | 'fault'
  | 'aborted'
  | 'connect'
  | 'address'
  | 'reset'
  | 'timeout'
  | 'too-large'
  | 'unreadable'
  | 'unavailable'

/** The end of a request. */
export interface ServiceRequestEnd {
  readonly outcome: ServiceOutcome
  /** The HTTP status; undefined where there was none. */
  readonly status: number | undefined
  /** Milliseconds of waiting, all tries included. */
  readonly ms: number
  /** Tries after the first. */
  readonly retries: number
}

/** A request that is under way. */
export interface ObservedRequest {
  /** Headers that continue the trace of the call, such as `traceparent`. */
  readonly headers: Readonly<Record<string, string>>
  /** Called once, when the answer has been read or the request has failed. */
  end(end: ServiceRequestEnd): void
}

/** How the cache of a service answered a call: `shared` waited for an equal call under way. */
export type CacheLookup = 'hit' | 'miss' | 'shared'

/** Receives what happens between the gateway and its services. Its functions throw nothing. */
export interface ServiceObserver {
  /** Called before a request is sent. @returns undefined where its end does not matter */
  begin(request: ServiceRequest): ObservedRequest | undefined
  /** Called for a call of a method whose answers are cached. */
  lookedUp(service: string, lookup: CacheLookup): void
  /** Called for an answer that lacks a required member. @param path the method and the path of the member */
  missing(service: string, path: string): void
}

/** An observer that ignores everything. */
export const unobserved: ServiceObserver = {
  begin: () => undefined,
  lookedUp: () => undefined,
  missing: () => undefined,
}
