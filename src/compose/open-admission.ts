import { nonceWindow, type Settings } from '../config.js'
import type { Admission } from '../core/ports/admission.js'
import type { Clock } from '../core/ports/clock.js'
import { createRedisAdmission } from '../stores/redis/admission.js'
import type { RedisConnection } from '../stores/redis/connection.js'
import { createSqlAdmission } from '../stores/sql/admission.js'
import { createNonceMemories } from '../stores/sql/nonce-memories.js'
import type { Sql } from '../stores/sql/sql.js'

/** Opens the memory of nonces: Redis where there is one, else the database. */
export function openAdmission(
  settings: Settings,
  sql: Sql,
  redis: RedisConnection | undefined,
  clock: Clock,
): Admission {
  const window = nonceWindow(settings)
  if (redis === undefined) return createSqlAdmission(sql, window, clock)
  return createRedisAdmission({ redis, memories: createNonceMemories(sql), window, clock })
}
