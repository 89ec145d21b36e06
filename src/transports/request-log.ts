import type { CallLine } from '../core/ports/call-log.js'

/** What was sent back. */
export interface Sent {
  /** The HTTP status. */
  readonly status: number
  /** Bytes of the body. */
  readonly bytes: number
}

/** A request that was refused before it was a call. */
export interface RefusedRequest extends Sent, Pick<CallLine, 'id' | 'address' | 'code' | 'reason'> {}

/** Writes what requests came to. */
export interface RequestLog {
  /** @param sent undefined where nothing was sent for the call: its client has gone, or it is a part of a request */
  call(line: CallLine, sent?: Sent): void
  refused(request: RefusedRequest): void
}
