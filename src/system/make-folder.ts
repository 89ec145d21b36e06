import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileReason, systemCode } from './system-reason.js'

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where the system refuses a folder with ENOENT,
 * as Linux does below /proc.
 *
 * @param mode the permissions of what is made; without it for its owner alone
 * @throws the system's error where it is a file or cannot be made, which {@link folderReason} explains
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

/** Says why a folder cannot be made or written and what to do, in words that follow a colon. */
export function folderReason(error: unknown): string {
  return systemCode(error) === 'ENOENT' ? 'no folder can be made there; name another place' : fileReason(error)
}

/** Whether there is a file or a folder, also one in a folder that this user may not search. */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}
