import type { MaybePromise } from '../core/maybe-promise.js'
import type { Exchange } from './exchange.js'
import type { AnyReply } from './shared/reply.js'

export type { Exchange }

/** Turns HTTP exchanges of a dialect into calls, and answers into the bytes of a protocol. */
export interface Transport {
  /** Builds the reply, which the caller sends. Throws or rejects on internal errors only. */
  answer(exchange: Exchange): MaybePromise<AnyReply>
}
