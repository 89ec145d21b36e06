/** The reasons for which a service gave no usable answer. */
export type UpstreamFailure =
  /** No connection: refused, unreachable, no such host, TLS. */
  | 'connect'
  /** The address is not allowed. */
  | 'address'
  /** The connection broke before the answer was whole. */
  | 'reset'
  | 'timeout'
  /** The answer exceeds `max_response`. */
  | 'too-large'
  /** The answer is no HTTP, in an unknown encoding, a redirect, or refuses the gateway's credentials. */
  | 'unreadable'
  /** The breaker is open, or the queue is full. */
  | 'unavailable'

/** The failure of a request to a service. The message is for the log: it names the service and holds no secret. */
export class UpstreamError extends Error {
  readonly failure: UpstreamFailure
  /** Whether the service may have got the request. */
  readonly maybeSent: boolean
  /** Seconds after which a retry makes sense. */
  readonly retryAfter: number | undefined

  constructor(
    failure: UpstreamFailure,
    message: string,
    {
      maybeSent,
      retryAfter,
      cause,
    }: { readonly maybeSent: boolean; readonly retryAfter?: number; readonly cause?: unknown },
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'UpstreamError'
    this.failure = failure
    this.maybeSent = maybeSent
    this.retryAfter = retryAfter
  }
}
