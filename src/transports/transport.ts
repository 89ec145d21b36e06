import type { Exchange } from './exchange.js'
import type { Reply } from './shared/reply.js'

export type { Exchange }

/** Turns HTTP exchanges into calls, and answers into the bytes of a protocol. */
export interface Transport {
  /** Whether the route is one of this transport's. */
  serves(route: string): boolean
  /** Makes the answer; who asked sends it. Rejects only where something was overlooked. */
  answer(exchange: Exchange): Promise<Reply>
}
