import type { Actor } from '../core/ports/audit-log.js'
import { userName } from '../system/system-reason.js'

/** Who runs this process: the operating system's name, or its number where it has none, as in some containers. */
export function operator(): Actor {
  return `cli:${userName()}`
}
