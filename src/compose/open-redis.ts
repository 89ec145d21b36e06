import type { Settings } from '../config.js'
import type { Log } from '../log.js'
import { openRedis as connect, type RedisConnection } from '../stores/redis/connection.js'

/** Connects to the Redis that the settings name; undefined where they name none. */
export function openRedis({ REDIS_URL }: Settings, log?: Log): RedisConnection | undefined {
  if (REDIS_URL === undefined) return undefined
  return connect(REDIS_URL, {
    away: (server, reason) =>
      log?.logger.error(
        { server, reason },
        'Redis is away; until it is back, calls with a nonce are answered with 503, and each gateway counts its part of the limits by itself',
      ),
    back: (server) => log?.logger.info({ server }, 'Redis is back'),
  })
}
