import { setImmediate } from 'node:timers'

/** The resolution of all timeouts, in milliseconds. */
const TICK = 10

const noActivity = () => 0

/** An answer that has not arrived yet. */
interface PendingAnswer {
  /** The index in {@link pendingAnswers}; -1 once removed. */
  index: number
  /** Counts a tick. @returns whether the timeout has passed */
  tick(): boolean
}

/**
 * All pending answers, under one interval: a timer for each costs more than sending the query. An array, since the tables
 * that a Set leaves behind as it shrinks keep dead entries alive.
 */
const pendingAnswers: PendingAnswer[] = []
let interval: NodeJS.Timeout | undefined

function add(pending: PendingAnswer): void {
  pending.index = pendingAnswers.push(pending) - 1
  interval ??= setInterval(tickAll, TICK)
}

/** Removes a pending answer, if it is still there, by moving the last one to its index. */
function remove(pending: PendingAnswer): void {
  const { index } = pending
  if (index === -1) return
  const last = pendingAnswers.pop()
  if (last !== undefined && last !== pending) {
    pendingAnswers[index] = last
    last.index = index
  }
  pending.index = -1
}

function tickAll(): void {
  for (const pending of pendingAnswers.toReversed()) if (pending.tick()) remove(pending)
  if (pendingAnswers.length > 0) return
  clearInterval(interval)
  interval = undefined
}

/**
 * Rejects when an answer does not arrive within a timeout. A period in which this process, or the machine, was too busy to
 * read its sockets counts as one tick of 10 ms, and what has arrived meanwhile is read before the timeout takes effect.
 *
 * @param milliseconds the timeout; whole ticks, of which the first may be over at once
 * @param onTimeout makes the error of a timeout; not called when the answer arrived
 * @param activity counts what the server has sent; the timeout starts again with each, since a queue that moves is worth
 *   waiting in
 * @throws what `onTimeout` returns, or what the answer fails with
 */
export function withTimeout<Answer>(
  milliseconds: number,
  answer: Promise<Answer>,
  onTimeout: () => Error,
  activity = noActivity,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let remaining = milliseconds
    let lastActivity = activity()
    let isSettled = false
    const giveUp = () => {
      if (!isSettled) reject(onTimeout())
    }
    const pending: PendingAnswer = {
      index: -1,
      tick() {
        const current = activity()
        remaining = current === lastActivity ? remaining - TICK : milliseconds
        lastActivity = current
        if (remaining > 0) return false
        setImmediate(giveUp)
        return true
      },
    }
    add(pending)
    const settle = () => {
      isSettled = true
      remove(pending)
    }
    answer.then(
      (value) => {
        settle()
        resolve(value)
      },
      (error) => {
        settle()
        reject(error)
      },
    )
  })
}
