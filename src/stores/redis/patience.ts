import { setImmediate } from 'node:timers'

/** A question whose answer somebody waits for. */
interface Waiting {
  readonly due: number
  readonly reject: (error: Error) => void
  settled: boolean
}

const silent = new Error('Redis owes an answer for too long already.')

/**
 * Waits for answers, for each no longer than some time; while one is overdue nothing is asked. The overdue answer itself
 * tells when to ask again: it comes, or the connection is given up and it fails.
 */
export class Patience {
  readonly #milliseconds: number
  /** The oldest first. */
  #waiting: Waiting[] = []
  /** One for all, since a timer for each costs more than what it waits for. */
  #timer: NodeJS.Timeout | undefined
  #isSilent = false

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  /** Asks and waits. @throws where the answer does not come in time, or nothing may be asked; what `ask` throws */
  wait<Result>(ask: () => Promise<Result>): Promise<Result> {
    if (this.#isSilent) return Promise.reject(silent)
    return new Promise((resolve, reject) => {
      const waiting = { due: performance.now() + this.#milliseconds, reject, settled: false }
      this.#waiting.push(waiting)
      this.#timer ??= this.#lookIn(this.#milliseconds)
      const settle = () => {
        waiting.settled = true
        this.#isSilent = false
      }
      ask().then(
        (result) => {
          settle()
          resolve(result)
        },
        (error: unknown) => {
          settle()
          reject(error)
        },
      )
    })
  }

  /** What has arrived while the event loop was busy is read before anything is given up. */
  #lookIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => setImmediate(this.#look), milliseconds).unref()
  }

  readonly #look = (): void => {
    const now = performance.now()
    this.#waiting = this.#waiting.filter((waiting) => !waiting.settled && !this.#giveUp(waiting, now))
    const [oldest] = this.#waiting
    this.#timer = oldest === undefined ? undefined : this.#lookIn(oldest.due - now)
  }

  #giveUp({ due, reject }: Waiting, now: number): boolean {
    if (due > now) return false
    this.#isSilent = true
    reject(new Error(`Redis gave no answer within ${this.#milliseconds} ms.`))
    return true
  }
}
