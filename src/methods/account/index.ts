import { getQuota } from './get-quota.js'

/** The methods about the caller's account. */
export const methods = [getQuota]
