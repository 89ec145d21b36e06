import { formatLimits, type Limit } from '../core/limits/limit.js'
import type { Bucket } from '../core/ports/admission.js'

const formatted = new WeakMap<readonly Limit[], string>()

/** Formats limits as {@link formatLimits} does, with a cache by list. */
export function limitsText(limits: readonly Limit[]): string {
  let text = formatted.get(limits)
  if (text === undefined) {
    text = formatLimits(limits)
    formatted.set(limits, text)
  }
  return text
}

/** The name of a bucket's counter. It includes the limits, so that changed limits start with a new counter. */
export function counterName({ subject, key, limits }: Bucket): string {
  return `${subject} ${key} ${limitsText(limits)}`
}
