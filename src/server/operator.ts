import type { Actor } from '../core/ports/audit-log.js'
import { userName } from '../system/system-reason.js'

/** The operator as an actor of the audit log: the operating system's user name, or its number if it has none. */
export function operator(): Actor {
  return `cli:${userName()}`
}
