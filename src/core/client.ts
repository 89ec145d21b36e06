import type { AnswerHeaders } from './ports/call-hooks.js'
import type { CallLine, Protocol } from './ports/call-log.js'

/** The client of a call, as known before the call is read. */
export interface Client {
  /** The network address, as text, after trusted proxies. */
  readonly address: string
  /** Whether the call came over TLS. */
  readonly secure: boolean
  readonly protocol: Protocol
  /** The name of the dialect of the address. */
  readonly dialect: string
  /** The address under which the client reaches the server: scheme, host and port, without a slash at the end. */
  readonly publicUrl: () => string
  readonly request: CallingRequest
}

/** The request that a call came in. */
export interface CallingRequest {
  /** Names it in the log, and to the client. */
  readonly id: string
  /**
   * Calls back once when the client goes away, at once where it has gone already.
   *
   * @returns what ends the watch
   */
  onGone(listener: () => void): () => void
  /** Lets its connection be silent for so many milliseconds, for a call that may run longer than others. */
  allowSilence?(time: number): void
  /**
   * Takes the line of the ended call, which is written together with the response.
   *
   * @param headers the headers that a hook adds to the response
   */
  ended(line: CallLine, headers?: AnswerHeaders): void
}
