import { redisDatabase } from '../../config/redis-address.js'
import { type Settings, SettingsError } from '../../config/settings.js'
import { ignoreOutages, type OutageListener } from '../../stores/outages.js'
import type { RedisConnection } from '../../stores/redis/connection.js'
import type { Log } from '../log/log.js'

/** The treatment of calls without a nonce during an outage, for the log. */
const otherCalls: Readonly<Record<Settings['LIMITS_WITHOUT_REDIS'], string>> = {
  local: 'each gateway counts its part of the limits by itself',
  refuse: 'so are all others that a limit is for',
  open: 'no limit holds',
}

/** Connects to the Redis of the settings; undefined if REDIS_URL is not set. */
export async function openRedis(
  { REDIS_URL }: Settings,
  outages: OutageListener = ignoreOutages,
): Promise<RedisConnection | undefined> {
  return REDIS_URL === undefined ? undefined : connect(REDIS_URL, outages)
}

/** Connects to Redis. Its driver is loaded only where it is used. */
async function connect(nodes: readonly string[], outages: OutageListener): Promise<RedisConnection> {
  const redis = await import('../../stores/redis/connection.js')
  return redis.openRedis(nodes, outages)
}

/**
 * Checks that Redis has the database that REDIS_URL names. An unavailable server passes: it counts as unavailable until it
 * has the database.
 *
 * @throws SettingsError if Redis answers and does not have the database
 */
export async function checkRedisDatabase({ REDIS_URL: [address, ...others] = [] }: Settings): Promise<void> {
  if (address === undefined || others.length > 0 || redisDatabase(address) === 0) return
  const redis = await connect([address], ignoreOutages)
  await redis.firstAttempt
  const reason = redis.databaseError()
  redis.close()
  if (reason !== undefined) throw new SettingsError(`REDIS_URL: Redis at ${new URL(address).host} ${reason}`)
}

/** Logs outages of Redis, and how calls are treated meanwhile. */
export function redisOutagesTo({ logger }: Log, { LIMITS_WITHOUT_REDIS }: Settings): OutageListener {
  return {
    down: (server, reason) =>
      logger.error(
        { server, reason },
        `Redis is away; until it is back, calls with a nonce are answered with 503, and ${otherCalls[LIMITS_WITHOUT_REDIS]}`,
      ),
    up: (server) => logger.info({ server }, 'Redis is back'),
  }
}
