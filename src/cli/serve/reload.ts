import { isDeepStrictEqual } from 'node:util'
import { type Settings, settingNames } from '../../config/settings.js'
import type { Log } from '../../server/log/log.js'

/** The settings that a running server applies; all others need a restart. */
const reloadable: ReadonlySet<string> = new Set([
  'LOG_LEVEL',
  'CORS_ORIGINS',
  'SIGNUP',
  'HTTP_STATUS',
] satisfies (keyof Settings)[])

/**
 * Reloads the settings at each SIGHUP. An invalid file changes nothing. A server on a terminal keeps the default handling
 * and ends, since the terminal sends the signal when it is closed.
 *
 * @param settings changed in place, so that all users of the object see the change
 * @param passOn called at the signal as well, to forward it to workers
 */
export function reloadAtSignal(settings: Settings, read: () => Settings, log: Log, passOn = () => {}): void {
  atHangUp(() => {
    reload(settings, read, log)
    passOn()
  })
}

/** Runs work at each SIGHUP, but for a server on a terminal: that ends with it. */
export function atHangUp(work: () => void): void {
  if (!process.stdin.isTTY) process.on('SIGHUP', work)
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

/** The settings without the positions of kinds of permissions in the file, which make no difference. */
function withoutPlaces({ permissions, ...settings }: Settings) {
  return { ...settings, permissions: permissions.map(({ place: _place, ...kind }) => kind) }
}
