import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasErrorCode } from './error-code.js'

const name = 'installation'

/** The id that a DATA_DIR was marked with; undefined where it never was. */
export function readInstallationId(dir: string): string | undefined {
  try {
    return readFileSync(join(dir, name), 'utf8').trim()
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Marks a DATA_DIR, unless it is marked already. */
export function markInstallation(dir: string, id: string): void {
  try {
    writeFileSync(join(dir, name), `${id}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
  }
}
