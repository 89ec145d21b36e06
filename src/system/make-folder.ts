import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileReason, systemCode } from './system-reason.js'

/**
 * Creates a folder and its parents. Node's `recursive` option loops forever if the system refuses a folder with ENOENT,
 * as Linux does below /proc.
 *
 * @param mode the permissions of created folders; by default for their owner alone
 * @throws the system's error if it is a file or cannot be created, which {@link folderReason} explains
 */
export function makeFolder(dir: string, mode = 0o700): void {
  try {
    mkdirSync(dir, { mode })
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' && !isThere(dirname(dir))) {
      makeFolder(dirname(dir), mode)
      mkdirSync(dir, { mode })
    } else if (!isThere(dir) || !statSync(dir).isDirectory()) throw error
  }
}

/** Explains why a folder cannot be created or written and what to do, as a text that follows a colon. */
export function folderReason(error: unknown): string {
  return systemCode(error) === 'ENOENT' ? 'no folder can be made there; name another place' : fileReason(error)
}

/** Whether a file or folder exists. A path that cannot be checked, for lack of permission, counts as existing. */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}
