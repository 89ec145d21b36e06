import { networkOf } from '../address-list.js'
import type { Authenticated } from '../auth/authenticate.js'
import type { Client } from '../call.js'
import type { Bucket } from '../ports/admission.js'
import type { RegisteredMethod } from '../registered-method.js'
import type { Limit } from './limit.js'

/** The default limits, for applications and methods without limits of their own. */
export interface LimitPolicy {
  /** For each network address; IPv6 by the 64 bits that one customer gets (the setting LIMIT_IP). */
  readonly address: readonly Limit[]
  /** For each application (the setting LIMIT_APP). */
  readonly app: readonly Limit[]
}

/** Adds the bucket of a client's address, where addresses have limits. */
export function addAddressBucket(
  buckets: Bucket[],
  { address: limits }: LimitPolicy,
  client: Client,
  cost: number,
): void {
  if (limits.length === 0 || cost === 0) return
  buckets.push({ subject: 'address', key: networkOf(client.address), app: undefined, limits, cost })
}

/** Adds the buckets of a caller: its application, and the method's own limits by application and by user. */
export function addCallerBuckets(
  buckets: Bucket[],
  policy: LimitPolicy,
  { app, user }: Authenticated,
  method: RegisteredMethod,
): void {
  if (app === undefined) return
  const ofApp = app.limits ?? policy.app
  if (ofApp.length > 0) buckets.push({ subject: 'app', key: app.key, app: app.key, limits: ofApp, cost: 1 })
  const { rateLimits: limits, name } = method
  if (limits.user.length > 0 && user !== undefined) {
    buckets.push({ subject: 'user', key: `${user.id} ${name}`, app: app.key, limits: limits.user, cost: 1 })
  }
  if (limits.app.length > 0) {
    buckets.push({ subject: 'method', key: `${app.key} ${name}`, app: app.key, limits: limits.app, cost: 1 })
  }
}

/** Merges the buckets of several calls of one request: those of the same subject and key add up. */
export function mergeBuckets(buckets: readonly Bucket[]): readonly Bucket[] {
  const merged = new Map<string, Bucket>()
  for (const bucket of buckets) {
    const name = `${bucket.subject} ${bucket.key}`
    merged.set(name, { ...bucket, cost: bucket.cost + (merged.get(name)?.cost ?? 0) })
  }
  return [...merged.values()]
}
