/** The share of recent calls that may be tried again. */
const SHARE = 0.2

/** Retries that are saved up, so that a service with few calls gets some too. */
const MOST = 10

/**
 * The budget of retries of a service, a token bucket: each call adds a fifth of a token, each retry takes one. Retries so stay
 * below 20 % of the calls, and cannot multiply the load of a service that fails.
 */
export class RetryBudget {
  #tokens = MOST

  /** Counts a call. */
  earn(): void {
    this.#tokens = Math.min(MOST, this.#tokens + SHARE)
  }

  /** Takes a retry. @returns whether there was one */
  spend(): boolean {
    // Fifths add up to a little less than a whole number.
    if (this.#tokens < 1 - 1e-9) return false
    this.#tokens -= 1
    return true
  }
}
