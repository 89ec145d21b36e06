import { answerWithin } from '../answer-within.js'

const silent = new Error('Redis owes an answer for too long already.')

/**
 * Waits for answers, for each no longer than some time; while one is overdue nothing is asked of where it is to come
 * from. The overdue answer itself tells when to ask again: it comes, or the connection is given up and it fails.
 */
export class AnswerTimeout {
  readonly #milliseconds: number
  /** How many answers are overdue, by tag: a server that is silent takes none but its own tags with it. */
  readonly #overdue = new Map<string, number>()

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  /**
   * Asks about keys of a tag and waits.
   *
   * @throws where the answer does not come in time, or nothing may be asked; what `ask` throws
   */
  wait<Result>(tag: string, ask: () => Promise<Result>): Promise<Result> {
    if (this.#overdueOf(tag) > 0) return Promise.reject(silent)
    const asking = ask()
    return answerWithin(this.#milliseconds, asking, () => {
      this.#overdue.set(tag, this.#overdueOf(tag) + 1)
      const came = () => void this.#overdue.set(tag, this.#overdueOf(tag) - 1)
      asking.then(came, came)
      return new Error(`Redis gave no answer within ${this.#milliseconds} ms.`)
    })
  }

  #overdueOf(tag: string): number {
    return this.#overdue.get(tag) ?? 0
  }
}
