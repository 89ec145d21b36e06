import type { ApiError } from '../core/api-error.js'

/** How long a cause is not told again, in milliseconds. */
const QUIET = 10_000

/** How many causes are kept apart; beyond that all others count as one. */
const MOST = 100

/** Writes the line of a fault. @param leftOut how many like it were not written since the last one */
export type WriteFault = (id: string, fault: ApiError, leftOut: number) => void

/** What was left out of one cause, and the last of it. */
interface Quiet {
  leftOut: number
  last: readonly [id: string, fault: ApiError] | undefined
}

/**
 * Tells the faults of stores that are away: each cause when it comes first, then at most every ten seconds, with how many
 * were left out.
 */
export function createOutageLines(write: WriteFault, quiet = QUIET): (id: string, fault: ApiError) => void {
  const causes = new Map<string, Quiet>()

  const tellRest = (cause: string, state: Quiet): void => {
    if (state.last === undefined) {
      causes.delete(cause)
      return
    }
    const [id, fault] = state.last
    write(id, fault, state.leftOut - 1)
    state.last = undefined
    state.leftOut = 0
    wait(cause, state)
  }
  const wait = (cause: string, state: Quiet): void => void setTimeout(tellRest, quiet, cause, state).unref()

  return (id, fault) => {
    const cause = causes.size < MOST || causes.has(causeOf(fault)) ? causeOf(fault) : ''
    const known = causes.get(cause)
    if (known === undefined) {
      const state: Quiet = { leftOut: 0, last: undefined }
      causes.set(cause, state)
      write(id, fault, 0)
      wait(cause, state)
      return
    }
    known.leftOut++
    known.last = [id, fault]
  }
}

/** Two faults with the same words have the same cause. */
function causeOf({ detail, cause }: ApiError): string {
  const reason = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause
  return `${detail ?? ''}\n${String(reason ?? '')}`
}
