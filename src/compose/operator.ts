import { userInfo } from 'node:os'
import type { Actor } from '../core/ports/audit-log.js'

/** Who runs this process: the operating system's name, or its number where it has none, as in some containers. */
export function operator(): Actor {
  try {
    return `cli:${userInfo().username}`
  } catch {
    return `cli:${process.getuid?.() ?? 'unknown'}`
  }
}
