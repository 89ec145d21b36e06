import { AsyncResource } from 'node:async_hooks'
import { randomHex } from '../../core/auth/hash.js'
import type { RedisConnection } from './connection.js'
import { readScript, runScript } from './script.js'

/** How often a gateway says that it lives, in milliseconds. */
const HEARTBEAT = 2000

/** After how many seconds without a beat a gateway is gone. */
const LIFETIME = 6

const heartbeatScript = readScript('beat')
const key = '{babelgate}:gateways'

/** Knows how many gateways count by one Redis. */
export interface NodeCount {
  /** As far as was last known; at least this one. */
  known(): number
  /** Begins to be counted; once is enough. */
  start(): void
  /** Leaves, so that the others need not wait until this one is missed. */
  stop(): void
}

/**
 * Counts gateways. A beat that fails changes nothing: while Redis is away, what was known last is what is wanted.
 *
 * @param pause between two beats, in milliseconds
 */
export function createNodeCount(redis: RedisConnection, pause = HEARTBEAT): NodeCount {
  const name = randomHex(8)
  let count = 1
  let timer: NodeJS.Timeout | undefined

  const note = (answer: unknown) => {
    if (typeof answer === 'number') count = Math.max(1, answer)
  }
  // Bound to where it is made: a call starts it, and what follows calls would take every beat for a part of that one.
  const heartbeat = AsyncResource.bind(
    () => void runScript(redis.client, heartbeatScript, [key], [name, LIFETIME]).then(note, () => undefined),
  )
  return {
    known: () => count,
    start() {
      if (timer !== undefined) return
      timer = setInterval(heartbeat, pause).unref()
      heartbeat()
    },
    stop() {
      if (timer === undefined) return
      clearInterval(timer)
      redis.client.zrem(key, name).catch(() => undefined)
    },
  }
}
