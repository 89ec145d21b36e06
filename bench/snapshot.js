import { setTimeout } from 'node:timers/promises'
import { median } from './measure.js'
import { processorSeconds, residentMegabytes } from './servers.js'

/** The size of GitHub's description. */
export const largeSize = { operations: 1200, schemas: 600 }

const starts = 5

/** Milliseconds that a server is left alone before its memory is read. */
const idle = 5000

/**
 * Starts the gateway with a large service and without, in turn, and prints what the service adds to the start and the memory.
 *
 * @param start starts the gateway, by the settings that it is given
 * @param file the file that names the service
 */
export async function watchSnapshot(start, file) {
  const added = []
  for (let time = 0; time < starts; time++) {
    const without = await figuresOf(start, {})
    const large = await figuresOf(start, { UPSTREAMS: file })
    added.push({ used: large.used - without.used, resident: large.resident - without.resident })
  }
  const middle = (name) => median(added.map((figure) => figure[name]))
  const { operations, schemas } = largeSize
  process.stdout.write(
    `Snapshot: ${operations} operations with ${schemas} schemas add ${middle('used').toFixed(1)} s of processor time to the start ` +
      `and ${middle('resident').toFixed(0)} MB resident after ${idle / 1000} idle seconds.\n`,
  )
}

async function figuresOf(start, settings) {
  const server = await start(settings)
  const used = processorSeconds(server.pid)
  await setTimeout(idle)
  const resident = residentMegabytes(server.pid)
  await server.stop()
  return { used, resident }
}
