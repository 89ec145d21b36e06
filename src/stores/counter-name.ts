import { formatLimits, type Limit } from '../core/limits/limit.js'
import type { Bucket } from '../core/ports/admission.js'

const texts = new WeakMap<readonly Limit[], string>()

/** The name of what counts for a bucket. Limits are a part of it, so that changed ones start anew. */
export function counterName({ subject, key, limits }: Bucket): string {
  let text = texts.get(limits)
  if (text === undefined) {
    text = formatLimits(limits)
    texts.set(limits, text)
  }
  return `${subject} ${key} ${text}`
}
