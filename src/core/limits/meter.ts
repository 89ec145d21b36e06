import type { Limit } from './limit.js'

/**
 * The state of a limit for one subject, in integers, so that nothing is rounded; times are Unix microseconds. The admission
 * script of stores/redis computes the same. A call is checked first and counted when no limit refuses it.
 */
export class Meter {
  readonly limit: Limit
  readonly #count: number
  /** The window in microseconds. */
  readonly #length: number
  readonly #sliding: boolean
  /** The cost of a call in a sliding window: whole microseconds, and the rest in units of 1/`count` microseconds. */
  readonly #step: number
  readonly #stepRest: number
  /** When the limit is full again: for a sliding window the theoretical arrival time of GCRA, for a fixed one its end. */
  #ends = 0
  /** For a sliding window the fraction of `ends`, in units of 1/`count` microseconds; for a fixed one the calls used. */
  #used = 0
  /** The state after the call that was checked last. */
  #nextEnds = 0
  #nextUsed = 0
  /** Of the call that was checked last: the calls left after it, or now if it is refused. */
  remaining = 0
  /** Microseconds until the limit is full again. */
  reset = 0
  /** Microseconds until the call would be admitted; 0 if it is. */
  wait = 0

  constructor(limit: Limit) {
    const { count, window, sliding } = limit
    this.limit = limit
    this.#count = count
    this.#length = window * 1_000_000
    this.#sliding = sliding
    this.#step = Math.floor(this.#length / count)
    this.#stepRest = this.#length - this.#step * count
  }

  /**
   * Checks a call, before anything is counted.
   *
   * @param cost how many calls to count; 0 checks without counting
   * @param now Unix microseconds
   */
  check(cost: number, now: number): void {
    if (this.#sliding) this.#checkSliding(cost, now)
    else this.#checkFixed(cost, now)
  }

  /** Counts the call that was checked last. */
  accept(): void {
    this.#ends = this.#nextEnds
    this.#used = this.#nextUsed
  }

  /** Gives calls back that were counted. */
  giveBack(cost: number): void {
    if (this.#sliding) {
      const rest = this.#used - cost * this.#stepRest
      const borrowed = Math.floor(rest / this.#count)
      this.#ends += borrowed - cost * this.#step
      this.#used = rest - borrowed * this.#count
    } else {
      this.#used = Math.max(0, this.#used - cost)
    }
  }

  /** Whether the limit is full again. */
  isFull(now: number): boolean {
    return this.#ends <= now
  }

  #checkSliding(cost: number, now: number): void {
    const isCurrent = this.#ends >= now
    const ends = isCurrent ? this.#ends : now
    const used = isCurrent ? this.#used : 0
    const rest = used + cost * this.#stepRest
    const carried = Math.floor(rest / this.#count)
    const nextEnds = ends + cost * this.#step + carried
    const nextUsed = rest - carried * this.#count
    const wait = roundedUp(nextEnds, nextUsed) - this.#length - now
    if (wait > 0) {
      this.#report(ends, used, wait, now)
    } else {
      this.#nextEnds = nextEnds
      this.#nextUsed = nextUsed
      this.#report(nextEnds, nextUsed, 0, now)
    }
  }

  /** Reports the state of a sliding window. */
  #report(ends: number, used: number, wait: number, now: number): void {
    const free = (now + this.#length - ends) * this.#count - used
    this.remaining = Math.max(0, Math.floor(free / this.#length))
    this.reset = roundedUp(ends, used) - now
    this.wait = wait
  }

  #checkFixed(cost: number, now: number): void {
    const ends = (Math.floor(now / this.#length) + 1) * this.#length
    const before = this.#ends === ends ? this.#used : 0
    const isOver = before + cost > this.#count
    this.reset = ends - now
    this.wait = isOver ? this.reset : 0
    this.remaining = isOver ? Math.max(0, this.#count - before) : this.#count - before - cost
    this.#nextEnds = ends
    this.#nextUsed = before + cost
  }
}

function roundedUp(ends: number, used: number): number {
  return used > 0 ? ends + 1 : ends
}
