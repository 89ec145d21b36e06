import type { Pair } from '../../core/pair.js'

/** A file of the command line, by parameter name. */
export interface CallFile {
  readonly name: string
  readonly path: string
  readonly content: Blob
}

/** A call, before it is written in a protocol. */
export interface OutgoingCall {
  readonly method: string
  /** All parameters, credentials included. */
  readonly pairs: readonly Pair[]
  readonly files: readonly CallFile[]
  /** The requested format of the answer; undefined for the protocol's own. */
  readonly format: string | undefined
}

/** An HTTP request; the path begins with a slash. */
export interface HttpCall {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | URLSearchParams | FormData | Uint8Array<ArrayBuffer>
}

/** A protocol of the command `call`. */
export interface CallProtocol {
  write(call: OutgoingCall): Promise<HttpCall> | HttpCall
  /** Whether a body in the protocol's own format is an answer, not a fault. */
  succeeded(body: string): boolean
}
