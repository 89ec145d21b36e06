import { text } from 'node:stream/consumers'
import { usualLoad } from './loads.js'
import { spawnOn } from './servers.js'
import { runWrk } from './wrk.js'

const generators = { autocannon: runAutocannon, wrk: runWrk }

/**
 * Sends the calls of a workload to a server, from core 1 by default, for some seconds or, by autocannon only, a number of
 * calls.
 *
 * @param load the generator and the number of its connections
 * @returns the number of calls, the seconds that passed, and the seconds of processor time that the server used
 */
export async function measure(server, workload, { seconds, calls, cores = 1, load = usualLoad }) {
  const { generator, connections } = load
  const result = await generators[generator](server, workload, { seconds, calls, connections, cores })
  if (result.failed > 0) throw new Error(`${server.name}: ${result.failed} calls failed ${result.refusal ?? ''}`)
  return { calls: result.calls, seconds: result.seconds, used: result.used }
}

/** autocannon runs in a process of its own, on the generator's core. */
async function runAutocannon({ url, pid }, { requests, consumer }, { cores, ...extent }) {
  const args = ['load.js', JSON.stringify({ url, pid, requests, consumer, ...extent })]
  return JSON.parse(await text(spawnOn(cores, args, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout))
}

/** The middle one of three or more figures. */
export function median(figures) {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]
}
