import type { FaultStatus } from '../../core/dialect/status.js'
import { semanticStatus } from '../../transports/shared/http-status.js'

/** Faults are answers like any other, with the status 200, unless the operator wants the one of their meaning. */
export const status: FaultStatus = (error, setting) => (setting === 'legacy' ? 200 : semanticStatus(error))
