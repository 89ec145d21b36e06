import { AsyncResource } from 'node:async_hooks'
import { randomHex } from '../../core/auth/hash.js'
import type { RedisConnection } from './connection.js'
import { readScript, runScript } from './script.js'

/** The interval of heartbeats, in milliseconds. */
const HEARTBEAT = 2000

/** After how many seconds without a heartbeat a gateway is no longer counted. */
const LIFETIME = 6

const heartbeatScript = readScript('heartbeat')
const key = '{babelgate}:gateways'

/** The number of gateways that share one Redis. */
export interface NodeCount {
  /** The number at the last heartbeat that succeeded; at least 1. */
  count(): number
  /** Starts the heartbeat; further calls do nothing. */
  start(): void
  /** Stops the heartbeat and removes this gateway from the count. */
  stop(): void
}

/**
 * Counts gateways by heartbeats. A heartbeat that fails leaves the count as it is: the fallback counters need the last
 * number while Redis is unavailable.
 *
 * @param interval between two heartbeats, in milliseconds
 */
export function createNodeCount(redis: RedisConnection, interval = HEARTBEAT): NodeCount {
  const name = randomHex(8)
  let count = 1
  let timer: NodeJS.Timeout | undefined

  const update = (answer: unknown) => {
    if (typeof answer === 'number') count = Math.max(1, answer)
  }
  // Bound to the current async context: the first call starts it, and tracing would make every heartbeat part of that call.
  const heartbeat = AsyncResource.bind(
    () => void runScript(redis.client, heartbeatScript, [key], [name, LIFETIME]).then(update, () => undefined),
  )
  return {
    count: () => count,
    start() {
      if (timer !== undefined) return
      timer = setInterval(heartbeat, interval).unref()
      heartbeat()
    },
    stop() {
      if (timer === undefined) return
      clearInterval(timer)
      redis.client.zrem(key, name).catch(() => undefined)
    },
  }
}
