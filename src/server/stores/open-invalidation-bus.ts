import type { Settings } from '../../config/settings.js'
import { type InvalidationBus, localInvalidationOnly } from '../../stores/invalidation-bus.js'
import type { RedisConnection } from '../../stores/redis/connection.js'
import { createInstallationLookup } from '../../stores/sql/engine/installation.js'
import type { Sql } from '../../stores/sql/engine/sql.js'
import type { Log } from '../log/log.js'

/** Opens the invalidation bus over Redis, whose driver is loaded then; without Redis one that does nothing. */
export async function openInvalidationBus(
  { REDIS_URL }: Settings,
  sql: Sql,
  redis: RedisConnection | undefined,
  log?: Log,
): Promise<InvalidationBus> {
  if (REDIS_URL === undefined || redis === undefined) return localInvalidationOnly
  const { createRedisInvalidationBus } = await import('../../stores/redis/invalidation-bus.js')
  return createRedisInvalidationBus({
    redis,
    nodes: REDIS_URL,
    installation: createInstallationLookup(sql),
    onSubscribeError: (reason) =>
      log?.logger.warn(
        { reason },
        'Redis refuses messages of changes; until it takes them, what other processes change holds here a little later',
      ),
  })
}
