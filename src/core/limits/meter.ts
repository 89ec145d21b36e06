import type { Limit } from './limit.js'

/**
 * What a limit remembers of one subject: two integers, so that nothing is ever rounded. Times are Unix microseconds.
 * (The script of stores/redis that counts does the same sums.)
 */
export interface Meter {
  /**
   * When the limit is as new: for a flowing window the theoretical arrival time of the generic cell rate algorithm, for
   * a fixed one its end.
   */
  readonly ends: number
  /**
   * For a flowing window what `ends` leaves out, in parts of which `count` are one microsecond; for a fixed one how much
   * was used of it.
   */
  readonly used: number
}

/** What a limit says of a call, before anything is used up; durations are in microseconds. */
export interface LimitCheck {
  /** What the meter becomes if the call is admitted; undefined where the limit has no room for it. */
  readonly next: Meter | undefined
  /** Calls that are left, with this one where it is admitted. */
  readonly remaining: number
  /** Until the limit is as new. */
  readonly reset: number
  /** Until the call would be admitted; 0 where it is. */
  readonly wait: number
}

/**
 * Reads a meter for a call.
 *
 * @param cost how much the call uses up; 0 only looks
 * @param now Unix microseconds
 */
export function readMeter(limit: Limit, meter: Meter | undefined, cost: number, now: number): LimitCheck {
  return limit.flows ? readFlowing(limit, meter, cost, now) : readFixed(limit, meter, cost, now)
}

/** The meter without what a call used up of it. */
export function refillMeter({ count, window, flows }: Limit, { ends, used }: Meter, cost: number): Meter {
  return flows ? later({ ends, used }, -cost * window * 1_000_000, count) : { ends, used: Math.max(0, used - cost) }
}

function readFlowing({ count, window }: Limit, meter: Meter | undefined, cost: number, now: number): LimitCheck {
  const length = window * 1_000_000
  const before = meter !== undefined && meter.ends >= now ? meter : { ends: now, used: 0 }
  const after = later(before, cost * length, count)
  const wait = roundedUp(after) - length - now
  const { ends, used } = wait > 0 ? before : after
  const remaining = Math.max(0, Math.floor(((now + length - ends) * count - used) / length))
  const reset = roundedUp({ ends, used }) - now
  return wait > 0 ? { next: undefined, remaining, reset, wait } : { next: after, remaining, reset, wait: 0 }
}

/** @param parts of which `count` are one microsecond */
function later({ ends, used }: Meter, parts: number, count: number): Meter {
  const all = used + parts
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
