import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Origin } from './shared/client.js'
import type { Reply } from './shared/reply.js'

/** One HTTP exchange as the listener hands it on. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** The address without query as it was sent, still percent-encoded: what signatures are over. */
  readonly path: string
  /** The path with each run of slashes as one: what decides who answers. */
  readonly route: string
  /** What stands behind the question mark; empty where there is none. */
  readonly query: string
  readonly origin: Origin
}

/** Turns HTTP exchanges into calls, and answers into the bytes of a protocol. */
export interface Transport {
  /** Whether the route is one of this transport's. */
  serves(route: string): boolean
  /** Makes the answer; who asked sends it. Rejects only where something was overlooked. */
  answer(exchange: Exchange): Promise<Reply>
}
