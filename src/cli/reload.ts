import { isDeepStrictEqual } from 'node:util'
import { type Settings, settingNames } from '../config/settings.js'
import type { Log } from '../server/log.js'

/** What a running server takes over; everything else holds until it is started anew. */
const reloadable: ReadonlySet<string> = new Set([
  'LOG_LEVEL',
  'CORS_ORIGINS',
  'SIGNUP',
  'HTTP_STATUS',
] satisfies (keyof Settings)[])

/**
 * Reads the settings again at each SIGHUP. A file that is wrong changes nothing. A server that hangs at a terminal
 * ends by that signal, since the terminal sends it when it is closed.
 *
 * @param settings changed in place, so that whoever holds them sees it
 * @param passOn what else the signal is for
 */
export function reloadAtSignal(settings: Settings, read: () => Settings, log: Log, passOn = () => {}): void {
  if (process.stdin.isTTY) return
  process.on('SIGHUP', () => {
    reload(settings, read, log)
    passOn()
  })
}

function reload(settings: Settings, read: () => Settings, { logger }: Log): void {
  let fresh: Settings
  try {
    fresh = read()
  } catch (error) {
    logger.error({ reason: error instanceof Error ? error.message : String(error) }, 'the settings stay as they were')
    return
  }
  const old = new Map<string, unknown>(Object.entries(withoutPlaces(settings)))
  const entries = Object.entries(withoutPlaces(fresh))
  const differing = entries.filter(([name, value]) => !isDeepStrictEqual(value, old.get(name)))
  const changed = differing.filter(([name]) => reloadable.has(name))
  Object.assign(settings, Object.fromEntries(changed))
  logger.level = settings.LOG_LEVEL
  const waiting = [...settingNames, 'permissions'].filter(
    (name) => !reloadable.has(name) && differing.some(([other]) => other === name),
  )
  logger.info({ changed: changed.map(([name]) => name), waiting }, 'the settings were read again')
}

/** Kinds of permissions are the same wherever in the file they stand. */
function withoutPlaces({ permissions, ...settings }: Settings) {
  return { ...settings, permissions: permissions.map(({ place: _place, ...kind }) => kind) }
}
