import { nonceWindow, type Settings } from '../../config/settings.js'
import type { Admission } from '../../core/ports/admission.js'
import type { Clock } from '../../core/ports/clock.js'
import { createLimitedAdmission } from '../../stores/memory/limited-admission.js'
import { RedisAdmission } from '../../stores/redis/admission.js'
import type { RedisConnection } from '../../stores/redis/connection.js'
import type { Sql } from '../../stores/sql/engine/sql.js'
import { createSqlAdmission } from '../../stores/sql/nonces/admission.js'
import { createNonceStoreLedger } from '../../stores/sql/nonces/nonce-store-ledger.js'

/** Opens the store of limits and nonces: Redis if it is configured, else this process (limits) and the database (nonces). */
export function openAdmission(
  settings: Settings,
  sql: Sql,
  redis: RedisConnection | undefined,
  clock: Clock,
): Admission {
  const window = nonceWindow(settings)
  if (redis === undefined) return createLimitedAdmission(createSqlAdmission(sql, window, clock), clock)
  const ledger = createNonceStoreLedger(sql)
  return new RedisAdmission({ redis, ledger, window, clock, fallback: settings.LIMITS_WITHOUT_REDIS })
}
