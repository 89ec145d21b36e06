/** A request that several calls wait for. It is aborted once all of them have gone. */
export class Flight<Result> {
  readonly #controller = new AbortController()
  readonly #result: Promise<Result>
  #waiting = 0

  /** @param start makes the request; called in a microtask */
  constructor(start: (signal: AbortSignal) => Promise<Result>) {
    this.#result = Promise.resolve().then(() => start(this.#controller.signal))
    // Its failure is for the calls that wait, of which there may be none left.
    this.#result.catch(() => {})
  }

  /** Whether it was given up, so that no further call can join. */
  get isAborted(): boolean {
    return this.#controller.signal.aborted
  }

  /**
   * Waits for the result.
   *
   * @throws what the request throws; the reason of the signal where that aborts first
   */
  join(signal: AbortSignal): Promise<Result> {
    this.#waiting++
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason)
        if (--this.#waiting === 0) this.#controller.abort(signal.reason)
      }
      if (signal.aborted) {
        leave()
        return
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }
}
