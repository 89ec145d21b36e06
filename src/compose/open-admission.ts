import { nonceWindow, type Settings } from '../config.js'
import type { Admission } from '../core/ports/admission.js'
import type { Clock } from '../core/ports/clock.js'
import { createSqlAdmission } from '../stores/sql/admission.js'
import type { Sql } from '../stores/sql/sql.js'

/** Opens the memory of nonces that the settings name. */
export function openAdmission(settings: Settings, sql: Sql, clock: Clock): Admission {
  return createSqlAdmission(sql, nonceWindow(settings), clock)
}
