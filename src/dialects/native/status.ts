import type { FaultStatus } from '../../core/dialect/status.js'
import { semanticStatus } from '../../transports/shared/http-status.js'

/** Every fault has the status of its meaning, whatever the setting says of older clients. */
export const status: FaultStatus = (error) => semanticStatus(error)
