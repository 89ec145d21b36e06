import type { Limit } from './limit.js'

/**
 * The state of a limit for one subject: two integers, so that nothing is rounded. Times are Unix microseconds. The
 * admission script of stores/redis computes the same.
 */
export interface Meter {
  /**
   * When the limit is full again: for a sliding window the theoretical arrival time of GCRA, for a fixed one its
   * end.
   */
  readonly ends: number
  /**
   * For a sliding window the fraction of `ends`, in units of 1/`count` microseconds; for a fixed one the calls used.
   */
  readonly used: number
}

/** The check of a call against one limit, before anything is counted; durations are in microseconds. */
export interface LimitCheck {
  /** The meter after the call; undefined where the limit refuses it. */
  readonly next: Meter | undefined
  /** Calls left after this one, or now if it is refused. */
  readonly remaining: number
  /** Until the limit is full again. */
  readonly reset: number
  /** Until the call would be admitted; 0 if it is. */
  readonly wait: number
}

/**
 * Checks a call against a limit.
 *
 * @param cost how many calls to count; 0 checks without counting
 * @param now Unix microseconds
 */
export function readMeter(limit: Limit, meter: Meter | undefined, cost: number, now: number): LimitCheck {
  return limit.sliding ? readSliding(limit, meter, cost, now) : readFixed(limit, meter, cost, now)
}

/** The meter with a call given back. */
export function refillMeter({ count, window, sliding }: Limit, { ends, used }: Meter, cost: number): Meter {
  return sliding ? advance({ ends, used }, -cost * window * 1_000_000, count) : { ends, used: Math.max(0, used - cost) }
}

function readSliding({ count, window }: Limit, meter: Meter | undefined, cost: number, now: number): LimitCheck {
  const length = window * 1_000_000
  const before = meter !== undefined && meter.ends >= now ? meter : { ends: now, used: 0 }
  const after = advance(before, cost * length, count)
  const wait = roundedUp(after) - length - now
  const { ends, used } = wait > 0 ? before : after
  const remaining = Math.max(0, Math.floor(((now + length - ends) * count - used) / length))
  const reset = roundedUp({ ends, used }) - now
  return wait > 0 ? { next: undefined, remaining, reset, wait } : { next: after, remaining, reset, wait: 0 }
}

/** Moves a sliding window forward. @param fraction in units of 1/`count` microseconds */
function advance({ ends, used }: Meter, fraction: number, count: number): Meter {
  const all = used + fraction
  const rest = ((all % count) + count) % count
  return { ends: ends + (all - rest) / count, used: rest }
}

function roundedUp({ ends, used }: Meter): number {
  return used > 0 ? ends + 1 : ends
}

function readFixed({ count, window }: Limit, meter: Meter | undefined, cost: number, now: number): LimitCheck {
  const length = window * 1_000_000
  const ends = (Math.floor(now / length) + 1) * length
  const before = meter?.ends === ends ? meter.used : 0
  const used = before + cost
  const reset = ends - now
  if (used > count) return { next: undefined, remaining: Math.max(0, count - before), reset, wait: reset }
  return { next: { ends, used }, remaining: count - used, reset, wait: 0 }
}
