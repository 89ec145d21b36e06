import type { Clock } from '../../core/ports/clock.js'
import type { LockoutStore } from '../ports/lockout-store.js'

/** Slows password guessing down: after some failures, every further one locks its subject for longer. */
export interface Lockout {
  /** The remaining lock in seconds; 0 where the subject is not locked. */
  wait(subject: string): Promise<number>
  /**
   * Counts an attempt before the password is checked, so that parallel attempts get no more guesses than serial ones.
   *
   * @returns seconds to wait, where this attempt must not be checked; 0 where it may
   */
  attempt(subject: string): Promise<number>
  /** Counts a failure that was not counted by {@link attempt}. */
  fail(subject: string): Promise<void>
  /** Resets the failures of a subject. */
  clear(subject: string): Promise<void>
}

const freeFailures = 5
const longestLock = 15 * 60_000
/** The time after the end of a lock at which the count is reset, in milliseconds. */
const resetAfter = 60 * 60_000

/** The lock after a number of failures, in milliseconds: none for the first four, then 2, 4, 8 s up to 15 min. */
export function lockAfter(failures: number): number {
  return failures < freeFailures ? 0 : Math.min(1000 * 2 ** (failures - freeFailures + 1), longestLock)
}

/** Creates the lockout on a store that all nodes share. */
export function createLockout(store: LockoutStore, clock: Clock): Lockout {
  const recent = async (subject: string) => {
    const failures = await store.find(subject)
    if (failures === undefined || clock.now() - failures.lockedUntil < resetAfter) return failures
    await store.clear(subject)
    return undefined
  }
  const count = (subject: string) => {
    const now = clock.now()
    return store.fail(subject, now, (failures) => now + lockAfter(failures))
  }
  const secondsUntil = (time: number) => Math.max(0, Math.ceil((time - clock.now()) / 1000))

  return {
    wait: async (subject) => secondsUntil((await recent(subject))?.lockedUntil ?? 0),
    async attempt(subject) {
      const before = await recent(subject)
      const wait = secondsUntil(before?.lockedUntil ?? 0)
      if (wait > 0) return wait
      const after = await count(subject)
      const isNext = after.count === (before?.count ?? 0) + 1
      return after.count <= freeFailures || isNext ? 0 : secondsUntil(after.lockedUntil)
    },
    async fail(subject) {
      await recent(subject)
      await count(subject)
    },
    clear: (subject) => store.clear(subject),
  }
}
