import type { Command } from 'commander'
import { readSettings, type Settings } from '../config/settings.js'
import type { PermissionKinds } from '../core/permission-kinds.js'
import { openPermissionKinds } from '../server/permission-kinds.js'
import type { Services } from '../server/services.js'
import type { Opening } from '../server/stores/open-sql.js'
import { readDeclaredKinds } from '../server/upstreams/upstreams-file.js'

/** The settings for a command. Its option `--upstreams`, where it has one, goes before the setting. */
export function settingsOf(command: Command): Settings {
  const { upstreams = process.env['UPSTREAMS'] } = command.optsWithGlobals<{ upstreams?: string }>()
  return readSettings({ ...process.env, UPSTREAMS: upstreams }, configOf(command))
}

/** The kinds of permissions for a command: the built-in ones, those of the settings file, and those of the file of services. */
export function kindsOf(command: Command): PermissionKinds {
  const settings = settingsOf(command)
  return openPermissionKinds([...settings.permissions, ...readDeclaredKinds(settings)])
}

function configOf(command: Command): string | undefined {
  return command.optsWithGlobals<{ config?: string }>().config
}

/**
 * Opens the stores, which a running server may use at the same time, runs the work, and closes them.
 *
 * @param opening `create` for a command that may write the first row of a new database
 * @throws SettingsError if there is no database, or it cannot be used
 */
export async function withServices<Result>(
  command: Command,
  work: (services: Services) => Promise<Result>,
  opening: Opening = 'existing',
): Promise<Result> {
  // Loaded on demand, since the stores' modules would delay --help.
  const { openServices } = await import('../server/services.js')
  const { explainDatabase } = await import('../server/stores/explain-database.js')
  const settings = settingsOf(command)
  const services = await openServices(settings, { opening })
  try {
    return await work(services)
  } catch (error) {
    throw await explainDatabase(settings, error)
  } finally {
    await services.close()
  }
}
