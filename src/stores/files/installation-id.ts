import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasErrorCode } from './error-code.js'

const name = 'installation'
const draft = 'installation.new'

/** The id that a DATA_DIR was marked with; undefined where it never was. */
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

/** Prepares the mark of a DATA_DIR; {@link markInstallation} puts it in its place. */
export function prepareMark(dir: string, id: string): void {
  writeFileSync(join(dir, draft), `${id}\n`, { mode: 0o600, flush: true })
}

/** Marks a DATA_DIR for which a mark of this id was prepared, unless it is marked already. */
export function markInstallation(dir: string, id: string): void {
  if (readId(dir, draft) !== id || readInstallationId(dir) !== undefined) return
  try {
    renameSync(join(dir, draft), join(dir, name))
  } catch (error) {
    // Another process has just done it.
    if (!hasErrorCode(error, 'ENOENT')) throw error
  }
}
