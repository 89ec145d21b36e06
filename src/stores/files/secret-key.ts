import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasErrorCode } from './error-code.js'

/** Where the key lies that {@link ownSecretKey} gives. */
export function ownSecretKeyFile(dir: string): string {
  return join(dir, 'secret.key')
}

/**
 * The key that secrets in the database are sealed with, kept beside the database where the settings name none.
 * It is made once, durably, and readable by its owner alone.
 */
export function ownSecretKey(dir: string): string {
  const path = ownSecretKeyFile(dir)
  if (!existsSync(path)) make(path)
  return readFileSync(path, 'utf8').trim()
}

/** Makes a key under another name first, so that no other process reads half of it, and none stays after a crash. */
function make(path: string): void {
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
