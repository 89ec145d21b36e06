import type { Pair } from '../../core/pair.js'

/** A file of the command line, by parameter name. */
export interface CallFile {
  readonly name: string
  readonly path: string
  readonly content: Blob
}

/** A call that is to be written in the words of a protocol. */
export interface OutgoingCall {
  readonly method: string
  /** All parameters, credentials included. */
  readonly pairs: readonly Pair[]
  readonly files: readonly CallFile[]
  /** The format to answer in; undefined for the protocol's own. */
  readonly format: string | undefined
}

/** What goes over the wire; the path begins with a slash. */
export interface HttpCall {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | URLSearchParams | FormData | Uint8Array<ArrayBuffer>
}

/** A protocol that calls can be sent over. */
export interface CallProtocol {
  write(call: OutgoingCall): Promise<HttpCall> | HttpCall
  /** Whether an answer in the protocol's own form is one, and no fault. */
  succeeded(body: string): boolean
}
