import type { ApiError } from '../api-error.js'
import type { Scheme } from '../auth/scheme.js'

/** The protocols that calls come in by; for the call line, never for a decision. */
export type Protocol = 'rest' | 'soap' | 'xmlrpc' | 'oauth'

/** One line a call: who called what, and how it went. Never a secret, a signature, a token or a query string. */
export interface CallLine {
  /** The id of the request, which its answer names in the header X-Request-Id; calls of a multicall add their place. */
  readonly id: string
  readonly protocol: Protocol
  /** The network address of the client, after trusted proxies. */
  readonly address: string
  /** The name as asked; undefined where the call could not be read. */
  readonly method: string | undefined
  /** The key of the application. */
  readonly app: string | undefined
  /** The id of the user. */
  readonly user: string | undefined
  /** How the call says who it is, whether or not that holds; undefined where the call could not be read. */
  readonly scheme: Scheme | undefined
  /** 0 for an answer. */
  readonly code: number
  /** Why the call was refused; undefined for an answer. */
  readonly reason: string | undefined
  /** Milliseconds from when the gateway was asked, with the head read, until the answer was written; sending it is not counted. */
  readonly ms: number
  /** Set where the signature also holds for another reading of the parameters. */
  readonly ambiguous: true | undefined
}

/** Who is told how calls went. */
export interface CallLog {
  /** A call has ended; nothing was sent yet. */
  call(line: CallLine): void
  /** A fault of the gateway's own, with its cause. */
  failure(id: string, fault: ApiError): void
}
