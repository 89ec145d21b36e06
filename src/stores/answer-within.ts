import { setImmediate } from 'node:timers'

/** The parts in which time is counted, in milliseconds. */
const TICK = 10

const noSigns = () => 0

/** An answer that is still to come. */
interface Wait {
  /** Its place among all of them. */
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

/** Puts the last one in its place. */
function end(wait: Wait): void {
  const last = waits.pop()
  if (last === undefined || last === wait) return
  waits[wait.at] = last
  last.at = wait.at
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
    let isOver = false
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
        isOver = left <= 0
        if (isOver) setImmediate(giveUp)
        return isOver
      },
    }
    begin(wait)
    const settle = () => {
      isSettled = true
      if (!isOver) end(wait)
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
