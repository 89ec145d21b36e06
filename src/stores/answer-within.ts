import { setImmediate } from 'node:timers'

/** The parts in which time is counted, in milliseconds. */
const TICK = 10

const noSigns = () => 0

/**
 * Waits for an answer, but no longer than some time. A while in which this process, or the machine, was too busy to
 * listen counts as one tick of 10 ms, and what has arrived meanwhile is read before anything is given up.
 *
 * @param milliseconds how long; whole ticks
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
    const timer = setInterval(() => {
      const sign = signs()
      left = sign === seen ? left - TICK : milliseconds
      seen = sign
      if (left > 0) return
      clearInterval(timer)
      setImmediate(giveUp)
    }, TICK)
    const settle = () => {
      isSettled = true
      clearInterval(timer)
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
