import { text } from 'node:stream/consumers'
import { processorSeconds, spawnOn } from './servers.js'

/** Enough to keep one core busy, few enough not to measure the queue. */
const connections = 32

/**
 * Sends the calls of a workload to a server, from core 1 by default, for some seconds or a number of calls.
 *
 * @returns the number of calls, the seconds that passed, and the seconds of processor time that the server used
 */
export async function measure(server, { requests, consumer }, { seconds, calls, cores = 1 }) {
  const before = processorSeconds(server.pid)
  const job = JSON.stringify({ url: server.url, requests, consumer, seconds, calls, connections })
  const child = spawnOn(cores, ['load.js', job], { stdio: ['ignore', 'pipe', 'inherit'] })
  const output = await text(child.stdout)
  const used = processorSeconds(server.pid) - before
  const result = JSON.parse(output)
  if (result.failed > 0) throw new Error(`${server.name}: ${result.failed} calls failed ${result.refusal ?? ''}`)
  return { calls: result.calls, seconds: result.seconds, used }
}

/** The middle one of three or more figures. */
export function median(figures) {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]
}
