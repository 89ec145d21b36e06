import { answerWithin } from '../answer-within.js'

const silent = new Error('Redis owes an answer for too long already.')

/**
 * Waits for answers, for each no longer than some time; while one is overdue nothing is asked. The overdue answer itself
 * tells when to ask again: it comes, or the connection is given up and it fails.
 */
export class Patience {
  readonly #milliseconds: number
  #isSilent = false

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  /** Asks and waits. @throws where the answer does not come in time, or nothing may be asked; what `ask` throws */
  wait<Result>(ask: () => Promise<Result>): Promise<Result> {
    if (this.#isSilent) return Promise.reject(silent)
    const asking = ask()
    const speak = () => {
      this.#isSilent = false
    }
    return answerWithin(this.#milliseconds, asking, () => {
      this.#isSilent = true
      asking.then(speak, speak)
      return new Error(`Redis gave no answer within ${this.#milliseconds} ms.`)
    })
  }
}
