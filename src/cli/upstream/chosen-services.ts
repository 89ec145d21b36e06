import type { Command } from 'commander'
import { SettingsError } from '../../config/settings.js'
import { chooseDialects } from '../../server/dialects.js'
import { reservedNames } from '../../server/upstreams/reserved-names.js'
import type { ConfiguredService, UpstreamsFile } from '../../upstreams/config/upstreams-file.js'
import type { ReservedNames } from '../../upstreams/openapi/describe-service.js'
import { RefusalError } from '../output.js'
import { settingsOf } from '../settings.js'

/** The services that a command works on. */
export interface ChosenServices {
  readonly file: UpstreamsFile
  readonly services: readonly ConfiguredService[]
  /** The names that the dialects use. */
  readonly names: ReservedNames
}

/** Adds the option that every command on services has. */
export function onServices(command: Command): Command {
  return command
    .argument('[names...]', 'services of the file; all by default')
    .option('--upstreams <path>', 'file or folder of the services behind the gateway (default: the setting UPSTREAMS)')
}

/**
 * Reads the file of services and chooses some of them.
 *
 * @param wanted the names of services; all where it is empty
 * @throws UpstreamsError, SettingsError or RefusalError
 */
export async function chooseServices(wanted: readonly string[], command: Command): Promise<ChosenServices> {
  const { UPSTREAMS, DIALECTS } = settingsOf(command)
  if (UPSTREAMS === undefined) {
    throw new SettingsError(
      `upstream ${command.name()} needs a file of services; set UPSTREAMS or give --upstreams FILE`,
    )
  }
  const { readUpstreams } = await import('../../upstreams/config/read-upstreams.js')
  const file = readUpstreams(UPSTREAMS, { env: process.env })
  const known = file.services.map(({ target }) => target.name)
  const unknown = wanted.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new RefusalError(
      `${UPSTREAMS} has no service ${unknown}; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ') || 'none'}`,
    )
  }
  return {
    file,
    services: file.services.filter(({ target }) => wanted.length === 0 || wanted.includes(target.name)),
    names: reservedNames(chooseDialects(DIALECTS)),
  }
}
