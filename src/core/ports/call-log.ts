import type { ApiError } from '../api-error.js'
import type { Scheme } from '../auth/scheme.js'

/** The protocol of a call, `local` for `gateway.call` of the program; for the log only, never for a decision. */
export type Protocol = 'rest' | 'soap' | 'xmlrpc' | 'oauth' | 'local'

/** The log line of a call. It never holds a secret, a signature, a token or a query string. */
export interface CallLine {
  /** The id of the request, as in the header X-Request-Id; calls of a multicall append their index. */
  readonly id: string
  readonly protocol: Protocol
  /** The name of the dialect; of local calls `native`. */
  readonly dialect: string
  /** The network address of the client, after trusted proxies; `in-process` for local calls. */
  readonly address: string
  /** The name as sent; undefined where the call could not be read. */
  readonly method: string | undefined
  /** The key of the application. */
  readonly app: string | undefined
  /** The id of the user. */
  readonly user: string | undefined
  /** The authentication scheme, valid or not; undefined where the call could not be read. */
  readonly scheme: Scheme | undefined
  /** 0 for an answer. */
  readonly code: number
  /** Why the call was refused; undefined for an answer. */
  readonly reason: string | undefined
  /** Milliseconds from the request, once its head is read, until the answer is written; sending is not included. */
  readonly ms: number
  /** The service behind the gateway that the call waited for; undefined where there was none. */
  readonly service: string | undefined
  /** Milliseconds of `ms` that it waited for the service, all tries included. */
  readonly upstreamMs: number | undefined
  /** Set where the signature is ambiguous: valid for other parameters too. */
  readonly ambiguous: true | undefined
}

/** Receives the outcome of calls. */
export interface CallLog {
  /** Called when a call has ended, before its answer is sent. */
  call(line: CallLine): void
  /** Called for an internal error, with its cause. */
  failure(id: string, fault: ApiError): void
}
