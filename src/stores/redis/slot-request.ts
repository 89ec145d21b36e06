import { sha256 } from '../../core/auth/hash.js'
import type { AdmissionRequest, Bucket, NonceUse } from '../../core/ports/admission.js'

/** The part of an admission request whose keys lie in one hash slot, which one script can change. */
export interface SlotRequest {
  /** The hash tag of all its keys. */
  readonly tag: string
  readonly buckets: readonly Bucket[]
  readonly nonce: NonceUse | undefined
}

/** The whole request, for a single server. */
export function singleServerRequest({ buckets = [], nonce }: AdmissionRequest): SlotRequest {
  return { tag: 'babelgate', buckets, nonce }
}

/**
 * Splits a request for a cluster: the buckets of an address have one slot, and all keys of an application another. The
 * nonce comes last, since a used nonce is never released.
 */
export function slotRequests({ buckets = [], nonce }: AdmissionRequest): readonly SlotRequest[] {
  const bucketsOf = new Map<string, Bucket[]>()
  for (const bucket of buckets) {
    const tag = clusterTag(bucket.app ?? bucket.key)
    const sameTag = bucketsOf.get(tag)
    if (sameTag === undefined) bucketsOf.set(tag, [bucket])
    else sameTag.push(bucket)
  }
  const nonceTag = nonce === undefined ? undefined : clusterTag(nonce.key)
  const slots: SlotRequest[] = []
  for (const [tag, sameTag] of bucketsOf) if (tag !== nonceTag) slots.push({ tag, buckets: sameTag, nonce: undefined })
  if (nonceTag !== undefined) slots.push({ tag: nonceTag, buckets: bucketsOf.get(nonceTag) ?? [], nonce })
  return slots
}

/** The hash tag of an application or an address: one of sixteen. */
function clusterTag(key: string): string {
  return `babelgate-${sha256(key).slice(0, 1)}`
}
