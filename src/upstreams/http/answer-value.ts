import { UpstreamError } from '../client/upstream-error.js'

/** The facts of an answer that its values are read with. */
export interface AnswerFacts {
  /** Whether its texts may hold characters that XML cannot carry. */
  readonly isSuspicious: boolean
  /** Called with the path of a required member that is missing. */
  readonly onMissing: (path: string) => void
}

/**
 * Reads a value of an answer: checks that it is of its shape, and converts what loses nothing, such as `"5"` for an integer. Objects are
 * changed in place, since the parsed answer has no other user.
 *
 * @throws UpstreamError for a value of another type
 */
export type ReadValue = (value: unknown, facts: AnswerFacts, depth: number) => unknown

/** The failure of an answer of another type. The message names the member, not its value. */
export function unfit({ path }: { readonly path: string }, wanted: string): UpstreamError {
  return new UpstreamError('unreadable', `${path} must be ${wanted}; the answer of the service holds something else`, {
    maybeSent: true,
  })
}
