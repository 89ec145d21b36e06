import type { Clock } from '../../src/core/ports/clock.js'

/** A clock that stands still until a test moves it. */
export class MovingClock implements Clock {
  #now: number

  /** Starts at a round moment, in Unix milliseconds. */
  constructor(now = 1_700_000_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  /** Moves on by some milliseconds. */
  advance(milliseconds: number): void {
    this.#now += milliseconds
  }
}
