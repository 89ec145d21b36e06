import type { Limit } from './limit.js'

/**
 * What a limit remembers of one subject, a single number: for a flowing window the time at which it will be full
 * again (the theoretical arrival time of the generic cell rate algorithm), for a fixed one how much was used of it.
 */
export interface Meter {
  readonly value: number
  /** Until when it says anything, in milliseconds; afterwards it is as if nothing had been used. */
  readonly until: number
}

/** What a limit says of a call, before anything is used up. */
export interface Reading {
  /** What the meter becomes if the call is admitted; undefined where the limit has no room for it. */
  readonly next: Meter | undefined
  /** Calls that are left, with this one where it is admitted. */
  readonly remaining: number
  /** Milliseconds until the limit is as new. */
  readonly reset: number
  /** Milliseconds until the call would be admitted; 0 where it is. */
  readonly wait: number
}

/**
 * Reads a meter for a call.
 *
 * @param cost how much the call uses up; 0 only looks
 * @param now Unix milliseconds
 */
export function readMeter(limit: Limit, meter: Meter | undefined, cost: number, now: number): Reading {
  const known = meter !== undefined && meter.until > now ? meter : undefined
  return limit.flows ? readFlowing(limit, known, cost, now) : readFixed(limit, known, cost, now)
}

function readFlowing({ count, window }: Limit, meter: Meter | undefined, cost: number, now: number): Reading {
  const length = window * 1000
  const each = length / count
  const before = Math.max(meter?.value ?? now, now)
  const after = before + cost * each
  const wait = after - length - now
  // A microsecond is nothing to wait for, but what sums of fractions may be off by.
  if (wait > 0.001) return { next: undefined, remaining: left(now + length - before, each), reset: before - now, wait }
  return {
    next: { value: after, until: after },
    remaining: left(now + length - after, each),
    reset: after - now,
    wait: 0,
  }
}

function left(room: number, each: number): number {
  return Math.max(0, Math.floor(room / each + 1e-6))
}

function readFixed({ count, window }: Limit, meter: Meter | undefined, cost: number, now: number): Reading {
  const length = window * 1000
  const end = (Math.floor(now / length) + 1) * length
  const before = meter?.value ?? 0
  const after = before + cost
  const reset = end - now
  if (after > count) return { next: undefined, remaining: Math.max(0, count - before), reset, wait: reset }
  return { next: { value: after, until: end }, remaining: count - after, reset, wait: 0 }
}
