import { availableParallelism } from 'node:os'
import { measure, median } from './measure.js'
import { pinned } from './servers.js'

/** Two for the workers, and two for Redis and those who send. */
const needed = 4

/** The cores of one worker and of two, and those of everybody else. */
const cores = { one: '0', two: '0-1', others: `2-${availableParallelism() - 1}` }

/** Why W8 would say nothing here; undefined where it says something. */
export const notHere =
  pinned && availableParallelism() >= needed
    ? undefined
    : `W8 needs taskset and ${needed} cores, of which there are ${availableParallelism()}: two for the workers, two for Redis and those who send.\n`

/**
 * Measures by the clock how much more two workers answer than one, each on a core of its own, and prints it.
 *
 * @param startRedis starts Redis on some cores
 * @param startGateway starts so many workers on some cores, with that Redis
 */
export async function compareWorkers(startRedis, startGateway, workload, turns) {
  const redis = await startRedis(cores.others)
  const one = await startGateway(redis, 1, cores.one)
  const two = await startGateway(redis, 2, cores.two)
  for (const server of [one, two]) await press(server, workload, 2)
  const pairs = []
  for (let turn = 0; turn < turns; turn++) pairs.push([await press(one, workload, 1), await press(two, workload, 1)])
  const gain = median(pairs.map(([alone, both]) => both.speed / alone.speed))
  const [alone, both] = [0, 1].map((which) => Math.round(100 * median(pairs.map((pair) => pair[which].busy))))
  process.stdout.write(
    `W8: two workers answer ${gain.toFixed(2)} times as many calls as one; busy ${both} % and ${alone} %.\n`,
  )
}

/** Two generators send, so that they are not the slower ones. Speed is calls for each second of the clock. */
async function press(server, workload, seconds) {
  const send = () => measure(server, workload, { seconds, cores: cores.others })
  const figures = await Promise.all([send(), send()])
  const speed = figures.reduce((sum, figure) => sum + figure.calls / figure.seconds, 0)
  return { speed, busy: figures[0].used / figures[0].seconds }
}
