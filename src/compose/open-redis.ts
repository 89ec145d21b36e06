import type { Settings } from '../config.js'
import type { Log } from '../log.js'
import { noOutages, type Outages } from '../stores/outages.js'
import { openRedis as connect, type RedisConnection } from '../stores/redis/connection.js'

/** What becomes of all other calls. */
const others: Readonly<Record<Settings['LIMITS_WITHOUT_REDIS'], string>> = {
  local: 'each gateway counts its part of the limits by itself',
  refuse: 'so are all others that a limit is for',
  open: 'no limit holds',
}

/** Connects to the Redis that the settings name; undefined where they name none. */
export function openRedis({ REDIS_URL }: Settings, outages: Outages = noOutages): RedisConnection | undefined {
  return REDIS_URL === undefined ? undefined : connect(REDIS_URL, outages)
}

/** Tells the log of outages of Redis, and what becomes of calls meanwhile. */
export function redisOutagesTo({ logger }: Log, { LIMITS_WITHOUT_REDIS }: Settings): Outages {
  return {
    away: (server, reason) =>
      logger.error(
        { server, reason },
        `Redis is away; until it is back, calls with a nonce are answered with 503, and ${others[LIMITS_WITHOUT_REDIS]}`,
      ),
    back: (server) => logger.info({ server }, 'Redis is back'),
  }
}
