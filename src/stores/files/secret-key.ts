import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
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
  try {
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, `${randomBytes(32).toString('hex')}\n`)
    fsyncSync(file)
    closeSync(file)
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
  }
  return readFileSync(path, 'utf8').trim()
}
