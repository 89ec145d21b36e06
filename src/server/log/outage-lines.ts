import type { ApiError } from '../../core/api-error.js'

/** The interval between two lines of one cause, in milliseconds. */
const INTERVAL = 10_000

/** The number of causes that are tracked separately; all further ones count as one. */
const MAX_CAUSES = 100

/** Writes the line of a fault. @param leftOut the number of equal faults that were not written since the last line */
export type WriteFault = (id: string, fault: ApiError, leftOut: number) => void

/** The faults of one cause that were not written since its last line. */
interface Suppressed {
  leftOut: number
  last: readonly [id: string, fault: ApiError] | undefined
}

/**
 * Rate-limits the log lines of unavailable stores and services: each cause is written at its first fault, then at most once an interval,
 * with the number of faults left out.
 */
export function createOutageLines(write: WriteFault, interval = INTERVAL): (id: string, fault: ApiError) => void {
  const causes = new Map<string, Suppressed>()

  const writeSuppressed = (cause: string, state: Suppressed): void => {
    if (state.last === undefined) {
      causes.delete(cause)
      return
    }
    const [id, fault] = state.last
    write(id, fault, state.leftOut - 1)
    state.last = undefined
    state.leftOut = 0
    schedule(cause, state)
  }
  const schedule = (cause: string, state: Suppressed): void =>
    void setTimeout(writeSuppressed, interval, cause, state).unref()

  return (id, fault) => {
    const cause = causes.size < MAX_CAUSES || causes.has(causeOf(fault)) ? causeOf(fault) : ''
    const known = causes.get(cause)
    if (known === undefined) {
      const state: Suppressed = { leftOut: 0, last: undefined }
      causes.set(cause, state)
      write(id, fault, 0)
      schedule(cause, state)
      return
    }
    known.leftOut++
    known.last = [id, fault]
  }
}

/** The key of a fault's cause: faults with the same texts have the same cause. */
function causeOf({ detail, cause, service, reason }: ApiError): string {
  if (service !== undefined) return `${service}\n${reason}`
  const message = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause
  return `${detail ?? ''}\n${String(message ?? '')}`
}
