import { withTimeout } from '../with-timeout.js'

const overdue = new Error('Redis owes an answer for too long already.')

/**
 * Applies a timeout to commands. While an answer of a hash tag is overdue, further commands of that tag fail at once;
 * they are sent again when the overdue answer arrives, or fails because its connection was closed.
 */
export class AnswerTimeout {
  readonly #milliseconds: number
  /** The number of overdue answers by hash tag: a server that does not answer affects its own tags only. */
  readonly #overdue = new Map<string, number>()

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  /**
   * Sends a command for keys of a tag and waits for its answer.
   *
   * @throws where the answer does not arrive in time, or another one of the tag is overdue; what `send` throws
   */
  wait<Result>(tag: string, send: () => Promise<Result>): Promise<Result> {
    if (this.#overdueOf(tag) > 0) return Promise.reject(overdue)
    const answer = send()
    return withTimeout(this.#milliseconds, answer, () => {
      this.#overdue.set(tag, this.#overdueOf(tag) + 1)
      const arrived = () => void this.#overdue.set(tag, this.#overdueOf(tag) - 1)
      answer.then(arrived, arrived)
      return new Error(`Redis gave no answer within ${this.#milliseconds} ms.`)
    })
  }

  #overdueOf(tag: string): number {
    return this.#overdue.get(tag) ?? 0
  }
}
