import type { Settings } from '../config/settings.js'
import { type Changes, noChanges } from '../stores/invalidation-bus.js'
import type { RedisConnection } from '../stores/redis/connection.js'
import { createRedisChanges } from '../stores/redis/invalidation-bus.js'
import { rememberInstallation } from '../stores/sql/engine/installation.js'
import type { Sql } from '../stores/sql/engine/sql.js'
import type { Log } from './log.js'

/** Opens what tells other processes of changes: Redis where there is one. */
export function openChanges({ REDIS_URL }: Settings, sql: Sql, redis: RedisConnection | undefined, log?: Log): Changes {
  if (REDIS_URL === undefined || redis === undefined) return noChanges
  return createRedisChanges({
    redis,
    nodes: REDIS_URL,
    installation: rememberInstallation(sql),
    deaf: (reason) =>
      log?.logger.warn(
        { reason },
        'Redis refuses messages of changes; until it takes them, what other processes change holds here a little later',
      ),
  })
}
