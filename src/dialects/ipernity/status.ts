import type { FaultStatus } from '../../core/dialect/status.js'
import { semanticStatus } from '../../transports/shared/http-status.js'

/** Faults have the status 200, or with HTTP_STATUS=semantic the one of their meaning. */
export const status: FaultStatus = (error, setting) => (setting === 'legacy' ? 200 : semanticStatus(error))
