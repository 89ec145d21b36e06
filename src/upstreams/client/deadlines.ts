import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers'

/** The resolution of deadlines, in milliseconds. */
const TICK = 20

/** Something that has a deadline. */
export interface Expiring {
  /** The deadline, on the clock of `performance.now()`; it may be moved while it is watched. */
  at: number
  /** The index in {@link watched}; -1 while it is not watched. */
  index: number
  /** Called once the deadline has passed, at most about {@link TICK} milliseconds late. */
  expire(): void
}

/**
 * All deadlines under one interval, since a timer for each call costs more than looking at all of them 50 times a second. An
 * array, which is scanned fast and shrinks without leaving anything behind.
 */
const watched: Expiring[] = []
let interval: NodeJS.Timeout | undefined

/** Watches a deadline until it has passed or {@link unwatch} is called. */
export function watch(expiring: Expiring): void {
  expiring.index = watched.push(expiring) - 1
  interval ??= setInterval(tick, TICK).unref()
}

/** Ends watching, if it has not ended, by moving the last one to its index. */
export function unwatch(expiring: Expiring): void {
  const { index } = expiring
  if (index === -1) return
  const last = watched.pop()
  if (last !== undefined && last !== expiring) {
    watched[index] = last
    last.index = index
  }
  expiring.index = -1
}

function tick(): void {
  if (watched.length === 0) {
    clearInterval(interval)
    interval = undefined
    return
  }
  const now = performance.now()
  const overdue = watched.filter(({ at }) => at <= now)
  // A process that was busy may have answers to read, which the event loop does first.
  if (overdue.length > 0) setImmediate(expireAll, overdue)
}

function expireAll(overdue: readonly Expiring[]): void {
  const now = performance.now()
  for (const expiring of overdue) {
    if (expiring.index === -1 || expiring.at > now) continue
    unwatch(expiring)
    expiring.expire()
  }
}
