import type { CallLine } from '../core/ports/call-log.js'

/** The reply of a request. */
export interface Sent {
  /** The HTTP status. */
  readonly status: number
  /** Bytes of the body. */
  readonly bytes: number
}

/** A request that was refused before it could be read as a call. */
export interface RefusedRequest extends Sent, Pick<CallLine, 'id' | 'address' | 'code' | 'reason'> {}

/** Logs the outcome of requests. */
export interface RequestLog {
  /** @param sent undefined for a call without a reply: its client disconnected, or it is part of a multicall */
  call(line: CallLine, sent?: Sent): void
  refused(request: RefusedRequest): void
}
