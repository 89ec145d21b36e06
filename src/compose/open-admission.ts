import { nonceWindow, type Settings } from '../config.js'
import type { Admission } from '../core/ports/admission.js'
import type { Clock } from '../core/ports/clock.js'
import { createLimitedAdmission } from '../stores/memory/limited-admission.js'
import { createRedisAdmission } from '../stores/redis/admission.js'
import type { RedisConnection } from '../stores/redis/connection.js'
import { createSqlAdmission } from '../stores/sql/admission.js'
import { createNonceMemories } from '../stores/sql/nonce-memories.js'
import type { Sql } from '../stores/sql/sql.js'

/** Opens what counts calls, and remembers nonces: in Redis where there is one, else in the database. */
export function openAdmission(
  settings: Settings,
  sql: Sql,
  redis: RedisConnection | undefined,
  clock: Clock,
): Admission {
  const window = nonceWindow(settings)
  const nonces =
    redis === undefined
      ? createSqlAdmission(sql, window, clock)
      : createRedisAdmission({ redis, memories: createNonceMemories(sql), window, clock })
  return createLimitedAdmission(nonces, clock)
}
