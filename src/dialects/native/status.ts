import type { FaultStatus } from '../../core/dialect/status.js'
import { semanticStatus } from '../../transports/shared/http-status.js'

/**
 * Every fault has the status of its meaning, whatever the setting says of older clients; a method's own has that of the service
 * behind it, where one refused the call.
 */
export const status: FaultStatus = (error) => {
  const given = error.fault === undefined ? error.status : undefined
  return given !== undefined && given >= 400 && given <= 599 ? given : semanticStatus(error)
}
