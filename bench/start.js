import { setTimeout } from 'node:timers/promises'
import { median } from './measure.js'
import { processorSeconds, residentMegabytes } from './servers.js'

const starts = 5

/** Milliseconds that a server is left alone before its memory is read. */
const idle = 5000

/**
 * Starts the gateway several times on one folder, whose first start came before, and prints how long it takes until it
 * listens and how much memory it holds when idle.
 *
 * @param start starts the gateway
 */
export async function watchStart(start) {
  const figures = []
  for (let time = 0; time < starts; time++) {
    const before = performance.now()
    const server = await start()
    const listening = performance.now() - before
    const used = 1000 * processorSeconds(server.pid)
    await setTimeout(idle)
    figures.push({ listening, used, resident: residentMegabytes(server.pid) })
    await server.stop()
  }
  const middle = (name) => median(figures.map((figure) => figure[name]))
  process.stdout.write(
    `Start: ${middle('listening').toFixed(0)} ms until it listens, of which ${middle('used').toFixed(0)} ms of processor time; ` +
      `${middle('resident').toFixed(1)} MB resident after ${idle / 1000} idle seconds.\n`,
  )
}
