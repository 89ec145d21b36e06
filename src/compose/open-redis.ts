import type { Settings } from '../config.js'
import type { Log } from '../log.js'
import { openRedis as connect, type RedisConnection } from '../stores/redis/connection.js'

/** What becomes of all other calls. */
const others: Readonly<Record<Settings['LIMITS_WITHOUT_REDIS'], string>> = {
  local: 'each gateway counts its part of the limits by itself',
  refuse: 'so are all others that a limit is for',
  open: 'no limit holds',
}

/** Connects to the Redis that the settings name; undefined where they name none. */
export function openRedis({ REDIS_URL, LIMITS_WITHOUT_REDIS }: Settings, log?: Log): RedisConnection | undefined {
  if (REDIS_URL === undefined) return undefined
  return connect(REDIS_URL, {
    away: (server, reason) =>
      log?.logger.error(
        { server, reason },
        `Redis is away; until it is back, calls with a nonce are answered with 503, and ${others[LIMITS_WITHOUT_REDIS]}`,
      ),
    back: (server) => log?.logger.info({ server }, 'Redis is back'),
  })
}
