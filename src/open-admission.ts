import type { Settings } from './config.js'
import type { Admission, NonceWindow } from './core/ports/admission.js'
import type { Clock } from './core/ports/clock.js'
import { createSqlAdmission } from './stores/sql/admission.js'
import type { Sql } from './stores/sql/sql.js'

/** Which timestamps of OAuth count, by the settings. */
export function nonceWindow(settings: Settings): NonceWindow {
  return {
    back: settings.OAUTH_TIMESTAMP_WINDOW,
    ahead: settings.OAUTH_TIMESTAMP_AHEAD,
    tolerance: settings.OAUTH_TIMESTAMP_TOLERANCE,
  }
}

/** Opens the memory of nonces that the settings name. */
export function openAdmission(settings: Settings, sql: Sql, clock: Clock): Admission {
  return createSqlAdmission(sql, nonceWindow(settings), clock)
}
