import type { ApiError } from '../api-error.js'

/** Which HTTP statuses operators want for faults (the setting HTTP_STATUS), where a dialect leaves them the choice. */
export type StatusSetting = 'legacy' | 'semantic'

/** Gives the HTTP status of a fault outside SOAP and OAuth, which have their own. */
export type FaultStatus = (error: ApiError, setting: StatusSetting) => number
