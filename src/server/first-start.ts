import { existsSync } from 'node:fs'
import { rename, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Settings } from '../config/settings.js'
import { claimOwnFolder } from '../stores/files/claim-own-folder.js'
import { deleteDemoSecrets, readDemoSecrets, writeDemoSecrets } from '../stores/files/demo-secrets.js'
import { hasErrorCode } from '../stores/files/error-code.js'
import { sync } from '../stores/files/sync.js'
import { closeAndThrow } from './close-and-throw.js'
import { prepareDataDir } from './data-dir.js'
import { createDemo, describeDemo } from './demo.js'
import { chooseDialects } from './dialects.js'
import { openServices } from './services.js'

/** A demo that no start has printed yet. */
export interface PendingDemo {
  /** What to print. @param url where the server listens */
  describe(url: string): string
  /** Notes that it was printed. */
  forget(): void
}

/**
 * Makes DATA_DIR with a demo user and application in it, where there is no such folder and a demo is wanted. It is made
 * under another name and then renamed, so that a start that fails or is killed leaves a whole folder or none.
 *
 * @throws SettingsError where the folder cannot be made
 */
export async function prepareFirstStart(settings: Settings): Promise<void> {
  const { DATA_DIR } = settings
  if (!wantsDemo(settings)) return
  const drafts = `${DATA_DIR}.new`
  // A start that was killed right after the renaming left the empty folder of its draft.
  if (existsSync(DATA_DIR)) return rmdir(drafts).catch(unlessTaken)
  prepareDataDir(DATA_DIR, drafts)
  const draft = await claimOwnFolder(drafts)
  try {
    await fill({ ...settings, DATA_DIR: draft, REDIS_URL: undefined })
    await rename(draft, DATA_DIR).catch(unlessTaken)
    await sync(dirname(DATA_DIR))
  } finally {
    await rm(draft, { recursive: true, force: true })
    await rmdir(drafts).catch(unlessTaken)
  }
}

/** The demo of {@link prepareFirstStart}, until it was printed; undefined where none is wanted. */
export function pendingDemo(settings: Settings): PendingDemo | undefined {
  const secrets = wantsDemo(settings) ? readDemoSecrets(settings.DATA_DIR) : undefined
  if (secrets === undefined) return undefined
  return {
    describe: (url) => describeDemo(secrets, url, chooseDialects(settings.DIALECTS)),
    forget: () => deleteDemoSecrets(settings.DATA_DIR),
  }
}

async function fill(settings: Settings): Promise<void> {
  const services = await openServices(settings)
  const secrets = await createDemo(services).catch(closeAndThrow(services))
  await services.close()
  writeDemoSecrets(settings.DATA_DIR, secrets)
}

/** Another process that starts at the same time may be the one that makes the folder. */
function unlessTaken(error: unknown): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].some((code) => hasErrorCode(error, code))) throw error
}

/** A demo belongs on a machine where somebody has a first look, and nowhere else. */
function wantsDemo(settings: Settings): boolean {
  const loopback = settings.HOST === 'localhost' || settings.HOST === '::1' || settings.HOST.startsWith('127.')
  const forbidden = settings.DATABASE_URL !== undefined || process.env['NODE_ENV'] === 'production'
  return (settings.DEMO ?? true) && loopback && !forbidden
}
