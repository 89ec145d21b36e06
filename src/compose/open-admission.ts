import { nonceWindow, type Settings } from '../config.js'
import type { Admission } from '../core/ports/admission.js'
import type { Clock } from '../core/ports/clock.js'
import type { Log } from '../log.js'
import { createRedisAdmission } from '../stores/redis/admission.js'
import { openRedis } from '../stores/redis/connection.js'
import { createSqlAdmission } from '../stores/sql/admission.js'
import { createNonceMemories } from '../stores/sql/nonce-memories.js'
import type { Sql } from '../stores/sql/sql.js'

/** Opens the memory of nonces that the settings name: Redis where they name one, else the database. */
export function openAdmission(settings: Settings, sql: Sql, clock: Clock, log?: Log): Admission {
  const window = nonceWindow(settings)
  if (settings.REDIS_URL === undefined) return createSqlAdmission(sql, window, clock)
  const redis = openRedis(settings.REDIS_URL, {
    away: (server, reason) =>
      log?.logger.error(
        { server, reason },
        'Redis is away; until it is back, calls with a nonce are answered with 503',
      ),
    back: (server) => log?.logger.info({ server }, 'Redis is back'),
  })
  return createRedisAdmission({ redis, memories: createNonceMemories(sql), window, clock })
}
