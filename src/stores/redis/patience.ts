import { answerWithin } from '../answer-within.js'

const silent = new Error('Redis owes an answer for too long already.')

/**
 * Waits for answers, for each no longer than some time; while one is overdue nothing is asked of where it is to come
 * from. The overdue answer itself tells when to ask again: it comes, or the connection is given up and it fails.
 */
export class Patience {
  readonly #milliseconds: number
  /** By tag, since a server that is silent takes none but its own tags with it. */
  readonly #silent = new Set<string>()

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  /**
   * Asks about keys of a tag and waits.
   *
   * @throws where the answer does not come in time, or nothing may be asked; what `ask` throws
   */
  wait<Result>(tag: string, ask: () => Promise<Result>): Promise<Result> {
    if (this.#silent.has(tag)) return Promise.reject(silent)
    const asking = ask()
    const speak = () => void this.#silent.delete(tag)
    return answerWithin(this.#milliseconds, asking, () => {
      this.#silent.add(tag)
      asking.then(speak, speak)
      return new Error(`Redis gave no answer within ${this.#milliseconds} ms.`)
    })
  }
}
