import type { Command } from 'commander'
import type { Services } from '../compose/services.js'
import { readSettings, type Settings } from '../config.js'

/** The settings of this call of the command line. */
export function settingsOf(command: Command): Settings {
  const { config } = command.optsWithGlobals<{ config?: string }>()
  return readSettings(process.env, config)
}

/** Opens the stores of a server, which may be running, does the work, and closes them again. */
export async function withServices<Result>(
  command: Command,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  // Everything behind the front door takes a while to load, which asking for help need not wait for.
  const { openServices } = await import('../compose/services.js')
  const services = await openServices(settingsOf(command))
  try {
    return await work(services)
  } finally {
    await services.close()
  }
}
