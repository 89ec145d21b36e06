export { getQuota } from './get-quota.js'
