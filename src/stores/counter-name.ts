import { formatLimits, type Limit } from '../core/limits/limit.js'
import type { Bucket } from '../core/ports/admission.js'

const texts = new WeakMap<readonly Limit[], string>()

/** Writes limits as {@link formatLimits} does; those that were written before cost one look. */
export function limitsText(limits: readonly Limit[]): string {
  let text = texts.get(limits)
  if (text === undefined) {
    text = formatLimits(limits)
    texts.set(limits, text)
  }
  return text
}

/** The name of what counts for a bucket. Limits are a part of it, so that changed ones start anew. */
export function counterName({ subject, key, limits }: Bucket): string {
  return `${subject} ${key} ${limitsText(limits)}`
}
