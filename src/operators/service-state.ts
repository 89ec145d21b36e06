/** The state of a service behind the gateway, as this process finds it. */
export interface ServiceState {
  /** The name of the service. */
  readonly service: string
  readonly breaker: 'closed' | 'open' | 'half-open'
  /** Requests that are under way, those in the queue included. */
  readonly running: number
  /** Requests that wait for a connection. */
  readonly queued: number
  /** Bytes of cached answers, about. */
  readonly cached: number
}
