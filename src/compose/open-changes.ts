import type { Settings } from '../config.js'
import type { Log } from '../log.js'
import { type Changes, noChanges } from '../stores/changes.js'
import { createRedisChanges } from '../stores/redis/changes.js'
import type { RedisConnection } from '../stores/redis/connection.js'
import { rememberInstallation } from '../stores/sql/installation.js'
import type { Sql } from '../stores/sql/sql.js'

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
