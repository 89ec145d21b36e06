import type { Readable } from 'node:stream'
import type { AbortHook } from '../../core/abort-hook.js'
import type { WaitRecord } from '../wait-record.js'

/** A request to a service. */
export interface UpstreamRequest {
  readonly verb: string
  /** Path and query, encoded, below the address of the service; begins with `/` or is empty. */
  readonly path: string
  /** Names in lower case. Credentials, `x-request-id` and `traceparent` are added by the client. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: RequestBody | undefined
}

/** The body of a request: whole, or a stream that can be opened again for another try. */
export type RequestBody = string | Uint8Array | StreamedBody

/** A body that is streamed. */
export interface StreamedBody {
  /** Opens the body from its beginning. */
  readonly open: () => Readable
  /** Bytes; undefined where it is not known. */
  readonly length: number | undefined
}

/** The facts of one call. */
export interface UpstreamCall {
  /** The id of the call, sent as `X-Request-Id`. */
  readonly id: string
  /** Aborts the request, with the fault of the call as the reason. */
  readonly signal: AbortHook
  /** Id and application name of the caller, for services that ask for them by `forward_user`. */
  readonly caller: { readonly userId: string | undefined; readonly application: string | undefined }
  /** Headers that continue the trace of the call, such as `traceparent`. */
  readonly traceHeaders?: Readonly<Record<string, string>> | undefined
  /** Measures the request: until the body of the answer is whole, or its head is there where the body is streamed. */
  readonly wait?: WaitRecord | undefined
}

/** An answer of a service, whose body has not been read. Exactly one of its reading functions is called, or `discard`. */
export interface UpstreamResponse {
  readonly status: number
  /** The value of a header, by its name in lower case; repeated ones are joined by a comma. */
  header(name: string): string | undefined
  /**
   * Reads the body whole, inflated.
   *
   * @throws UpstreamError where it breaks off, exceeds `maxResponse` or the time is over
   */
  bytes(): Promise<Uint8Array>
  /**
   * The body as a stream, inflated, of any size; its errors are {@link UpstreamError}s, or the reason of the call's signal. The
   * deadline becomes one between chunks, which does not count while the reader is busy.
   */
  stream(): Readable
  /** Gives up the body. */
  discard(): void
}

/** Tries of one call. */
export interface RetrySettings {
  /** Milliseconds for the whole call, all tries included. */
  readonly timeout: number
  /** Tries after the first. Other addresses of the service, where one refuses the connection, do not count. */
  readonly retries: number
  /** Whether it may be sent again after a service may have got it. */
  readonly idempotent: boolean
}

/** The circuit breaker: it opens after so many failures in a row, and lets one try through after so many milliseconds. */
export interface BreakerSettings {
  readonly failures: number
  readonly openFor: number
}

/** The options of the calls of one operation. */
export interface SendOptions extends RetrySettings {
  /** The breaker of the operation alone; that of the service where it is undefined. */
  readonly breaker: BreakerSettings | undefined
}

/**
 * Sends a request and waits for the head of the answer.
 *
 * @throws UpstreamError where there is none; the reason of the call's signal; the error of a streamed body that is sent; Error for
 *   headers that cannot be sent
 */
export type Send = (request: UpstreamRequest, call: UpstreamCall) => Promise<UpstreamResponse>

/** The client of one service: its connections, credentials, breaker and budget of retries. */
export interface UpstreamClient {
  /** Prepares the calls of one operation. */
  sender(options: SendOptions): Send
  /** Counts and states, for metrics and /readyz. */
  readonly state: ClientState
  /** Opens a connection to each address and closes it, for the doctor. @throws UpstreamError for the first that has none */
  tryConnections(): Promise<void>
  /** Closes the connections once the calls under way have ended. Later calls still get through, over connections of their own. */
  close(): Promise<void>
}

/** What a client has counted, and its state. */
export interface ClientState {
  /** Of the service; operations may have breakers of their own. */
  readonly breaker: 'closed' | 'open' | 'half-open'
  /** Requests that wait for a connection. */
  readonly queued: number
  /** Calls that have begun and not ended, those that wait among them. */
  readonly running: number
  /** Tries after the first, since the start. */
  readonly retries: number
}
