import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasErrorCode } from './error-code.js'

const name = 'installation'
const draft = 'installation.new'

/** Reads the installation id of a DATA_DIR; undefined where it has none. */
export function readInstallationId(dir: string): string | undefined {
  return readId(dir, name)
}

function readId(dir: string, file: string): string | undefined {
  try {
    return readFileSync(join(dir, file), 'utf8').trim()
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Writes the id of a DATA_DIR to a draft; {@link markInstallation} renames it. */
export function prepareMark(dir: string, id: string): void {
  writeFileSync(join(dir, draft), `${id}\n`, { mode: 0o600, flush: true })
}

/** Gives a DATA_DIR the id that was prepared, unless it has one already. */
export function markInstallation(dir: string, id: string): void {
  if (readId(dir, draft) !== id || readInstallationId(dir) !== undefined) return
  try {
    renameSync(join(dir, draft), join(dir, name))
  } catch (error) {
    // Another process has renamed it.
    if (!hasErrorCode(error, 'ENOENT')) throw error
  }
}
