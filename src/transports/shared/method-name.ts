import { apiError } from '../../core/api-error.js'
import { longer } from './longer.js'
import { sizeLimits } from './size-limits.js'

/** Checks the length of a method name, which is written to the log. @throws ApiError 124 */
export function checkMethodName(name: string): string {
  if (longer(name, sizeLimits.name)) {
    throw apiError('request-too-large', { detail: `The name of a method takes at most ${sizeLimits.name} bytes` })
  }
  return name
}
