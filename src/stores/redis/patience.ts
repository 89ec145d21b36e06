import { setImmediate } from 'node:timers'

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
    return new Promise((resolve, reject) => {
      let isSettled = false
      const giveUp = () => {
        if (isSettled) return
        this.#isSilent = true
        reject(new Error(`Redis gave no answer within ${this.#milliseconds} ms.`))
      }
      // What has arrived while the event loop was busy is read before anything is given up.
      const timer = setTimeout(() => setImmediate(giveUp), this.#milliseconds)
      const settle = () => {
        isSettled = true
        this.#isSilent = false
        clearTimeout(timer)
      }
      ask().then(
        (result) => {
          settle()
          resolve(result)
        },
        (error) => {
          settle()
          reject(error)
        },
      )
    })
  }
}
