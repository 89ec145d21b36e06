import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SettingsError } from '../config.js'
import { fileReason, systemCode } from '../system-reason.js'

/**
 * Makes DATA_DIR where it is not there, for its owner alone, and makes sure that it can be written.
 *
 * @param dir the setting, which messages name
 * @param folder another folder that stands for it
 * @throws SettingsError where it is a file, or cannot be made or written
 */
export function prepareDataDir(dir: string, folder = dir): void {
  try {
    makeFolder(folder)
    // A folder is tried, since root is permitted to write where some file systems take nothing.
    rmdirSync(mkdtempSync(join(folder, 'probe-')))
  } catch (error) {
    const reason =
      systemCode(error) === 'ENOENT' ? 'no folder can be made there; name another place' : fileReason(error)
    throw new SettingsError(`DATA_DIR ${dir} cannot be written: ${reason}`, { cause: error })
  }
}

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where the system refuses a folder with ENOENT,
 * as Linux does below /proc.
 */
function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { mode: 0o700 })
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' && !isThere(dirname(dir))) {
      makeFolder(dirname(dir))
      mkdirSync(dir, { mode: 0o700 })
    } else if (!isThere(dir) || !statSync(dir).isDirectory()) throw error
  }
}

/** Whether there is a file or a folder, also one in a folder that this user may not search. */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}
