/** The time that a call waits for a service behind the gateway; it may be read while it still runs. */
export interface ServiceWait {
  /** The name of the service. */
  readonly service: string
  /** Milliseconds so far, all tries included. */
  readonly ms: number
}
