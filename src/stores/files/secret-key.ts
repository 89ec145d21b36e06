import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasErrorCode } from './error-code.js'

/** The path of the key file that {@link loadSecretKey} reads. */
export function secretKeyFile(dir: string): string {
  return join(dir, 'secret.key')
}

/**
 * Loads the key that encrypts secrets in the database, from a file in DATA_DIR, where the settings name none. The first
 * call generates it: synced to disk, mode 0600.
 */
export function loadSecretKey(dir: string): string {
  const path = secretKeyFile(dir)
  if (!existsSync(path)) generate(path)
  return readFileSync(path, 'utf8').trim()
}

/** Generates a key. Written to a draft and linked, so that no process reads an incomplete one, also after a crash. */
function generate(path: string): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
}
