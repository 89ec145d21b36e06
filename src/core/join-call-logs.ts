import type { CallLog } from './ports/call-log.js'

/** Tells two logs what one is told. */
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
