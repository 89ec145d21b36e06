import type { CallLog } from './ports/call-log.js'

/** Joins two logs into one that writes to both. */
export function joinCallLogs(first: Partial<CallLog>, second: CallLog): CallLog {
  return {
    call(line) {
      first.call?.(line)
      second.call(line)
    },
    failure(id, fault) {
      first.failure?.(id, fault)
      second.failure(id, fault)
    },
  }
}
