import { setTimeout } from 'node:timers/promises'
import { addMember } from '../support/add-member.js'
import { signedPairs } from '../support/api-client.js'
import { startChild } from '../support/child.js'
import { install } from '../support/process.js'

/** How many connections are slow. */
const slowOnes = 200

/** How often both are measured, in turn, and for how long each time in milliseconds. */
const rounds = 9
const span = 4000

/** How many clients make good calls, and what they wait between two, in milliseconds: far less than the server could do. */
const clients = 4
const pause = 5

/** By how much slow clients may raise the 99th percentile of good calls. */
const bar = 2

/**
 * Compares how long good calls take with and without slow clients beside them.
 *
 * @returns whether the median of the ratios stays within the bar
 */
export async function compareSlow(): Promise<boolean> {
  const place = install({ LOG_LEVEL: 'warn' })
  try {
    const { url } = await place.serve()
    const pairs = signedPairs(await addMember(place), 'auth.checkToken')
    const query = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]))
    const call = `${url}/api/auth.checkToken/json?${query}`
    await measure(call)
    const ratios: number[] = []
    for (let round = 1; round <= rounds; round++) {
      const alone = await measure(call)
      const slow = startChild('slow-clients', url, String(slowOnes))
      await slow.printed(1)
      if (slow.lines.length === 0) throw new Error('The slow clients ended too early.')
      const beside = await measure(call)
      slow.process.kill('SIGKILL')
      await slow.ended()
      ratios.push(beside / alone)
      say(
        `round ${round}: p99 ${alone.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside ${slowOnes} slow connections`,
      )
    }
    const ratio = ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN
    say(
      `ratios of the p99: ${ratios.map((one) => one.toFixed(2)).join(', ')}; median ${ratio.toFixed(2)}, at most ${bar}`,
    )
    return ratio <= bar
  } finally {
    await place.remove()
  }
}

/** Makes good calls for a while. @returns the 99th percentile of how long they took, in milliseconds */
async function measure(call: string): Promise<number> {
  const times: number[] = []
  const end = performance.now() + span
  const client = async () => {
    while (performance.now() < end) {
      const since = performance.now()
      const answer = await (await fetch(call)).text()
      times.push(performance.now() - since)
      if (!answer.includes('"status":"ok"')) throw new Error(`A good call was refused: ${answer}`)
      await setTimeout(pause)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
