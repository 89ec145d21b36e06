import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { hasErrorCode } from './error-code.js'

/** The age at which the folder of another machine's process counts as abandoned, in milliseconds. */
const abandonedAfter = 24 * 60 * 60 * 1000

/**
 * Creates an empty folder for this process inside `dir`, and removes those of processes that have ended. Many processes,
 * also on other machines, may share `dir`.
 *
 * @returns the path of the folder
 */
export async function claimOwnFolder(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  for (const name of await readdir(dir)) {
    const path = join(dir, name)
    if (await isAbandoned(name, path)) await rm(path, { recursive: true, force: true })
  }
  const own = join(dir, `${hostname()}.${process.pid}`)
  await mkdir(own, { mode: 0o700 })
  return own
}

async function isAbandoned(name: string, path: string): Promise<boolean> {
  const dot = name.lastIndexOf('.')
  const pid = Number(name.slice(dot + 1))
  if (name.slice(0, dot) === hostname() && Number.isInteger(pid)) return pid === process.pid || !isRunning(pid)
  const stats = await stat(path).catch(() => undefined)
  return stats !== undefined && Date.now() - stats.mtimeMs > abandonedAfter
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasErrorCode(error, 'EPERM')
  }
}
