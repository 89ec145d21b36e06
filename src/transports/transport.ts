import type { Exchange } from './exchange.js'
import type { Reply } from './shared/reply.js'

export type { Exchange }

/** Turns HTTP exchanges of a dialect into calls, and answers into the bytes of a protocol. */
export interface Transport {
  /** Makes the answer; who asked sends it. Rejects only where something was overlooked. */
  answer(exchange: Exchange): Promise<Reply>
}
