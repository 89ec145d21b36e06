import { sha256 } from '../../core/auth/hash.js'
import type { AdmissionRequest, Bucket, NonceUse } from '../../core/ports/admission.js'

/** What one script can reach of what a call uses up. */
export interface SlotRequest {
  /** The hash tag that its keys have in common. */
  readonly tag: string
  readonly buckets: readonly Bucket[]
  readonly nonce: NonceUse | undefined
}

/** The share of a call on a single server: everything. */
export function wholeRequest({ buckets = [], nonce }: AdmissionRequest): SlotRequest {
  return { tag: 'babelgate', buckets, nonce }
}

/**
 * The shares of a call on a cluster: what counts for an address, and everything of each application, lie together. The
 * nonce comes last, since it is the one thing that is never given back.
 */
export function slotRequests({ buckets = [], nonce }: AdmissionRequest): readonly SlotRequest[] {
  const bucketsOf = new Map<string, Bucket[]>()
  for (const bucket of buckets) {
    const tag = clusterTag(bucket.app ?? bucket.key)
    const together = bucketsOf.get(tag)
    if (together === undefined) bucketsOf.set(tag, [bucket])
    else together.push(bucket)
  }
  const last = nonce === undefined ? undefined : clusterTag(nonce.key)
  const shares: SlotRequest[] = []
  for (const [tag, together] of bucketsOf) if (tag !== last) shares.push({ tag, buckets: together, nonce: undefined })
  if (last !== undefined) shares.push({ tag: last, buckets: bucketsOf.get(last) ?? [], nonce })
  return shares
}

/** Spreads applications and addresses over a cluster. */
function clusterTag(key: string): string {
  return `babelgate-${sha256(key).slice(0, 1)}`
}
