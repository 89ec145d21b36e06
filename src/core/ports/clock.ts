/** The source of time; tests replace it. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number
}

/** The clock of the machine. */
export const systemClock: Clock = { now: () => Date.now() }

/** Unix time in whole seconds. */
export function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000)
}
