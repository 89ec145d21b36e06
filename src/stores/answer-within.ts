import { setImmediate } from 'node:timers'

/** The parts in which time is counted, in milliseconds. */
const TICK = 10

const noSigns = () => 0

/** An answer that is still to come. */
interface Wait {
  /** Its place among all of them, -1 where it is none of them any more. */
  at: number
  /** Counts a tick. @returns whether the time is over */
  tick(): boolean
}

/**
 * All that is waited for, under one timer: one for each answer would cost more than sending the question. An array,
 * since the tables that a Set leaves behind as it shrinks keep dead entries alive.
 */
const waits: Wait[] = []
let ticking: NodeJS.Timeout | undefined

function begin(wait: Wait): void {
  wait.at = waits.push(wait) - 1
  ticking ??= setInterval(tickAll, TICK)
}

/** Puts the last one in its place, unless it ended before. */
function end(wait: Wait): void {
  const { at } = wait
  if (at === -1) return
  const last = waits.pop()
  if (last !== undefined && last !== wait) {
    waits[at] = last
    last.at = at
  }
  wait.at = -1
}

function tickAll(): void {
  for (const wait of waits.toReversed()) if (wait.tick()) end(wait)
  if (waits.length > 0) return
  clearInterval(ticking)
  ticking = undefined
}

/**
 * Waits for an answer, but no longer than some time. A while in which this process, or the machine, was too busy to
 * listen counts as one tick of 10 ms, and what has arrived meanwhile is read before anything is given up.
 *
 * @param milliseconds how long; whole ticks, of which the first may be over at once
 * @param late is called when the time is over, and not when the answer came
 * @param signs counts what comes from the server; time begins anew with each, since a line that moves is worth waiting in
 * @throws what `late` gives, or what the answer fails with
 */
export function answerWithin<Answer>(
  milliseconds: number,
  asking: Promise<Answer>,
  late: () => Error,
  signs = noSigns,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let left = milliseconds
    let seen = signs()
    let isSettled = false
    const giveUp = () => {
      if (!isSettled) reject(late())
    }
    const wait: Wait = {
      at: -1,
      tick() {
        const sign = signs()
        left = sign === seen ? left - TICK : milliseconds
        seen = sign
        if (left > 0) return false
        setImmediate(giveUp)
        return true
      },
    }
    begin(wait)
    const settle = () => {
      isSettled = true
      end(wait)
    }
    asking.then(
      (answer) => {
        settle()
        resolve(answer)
      },
      (error) => {
        settle()
        reject(error)
      },
    )
  })
}
