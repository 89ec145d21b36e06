import { existsSync } from 'node:fs'
import { rename, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Settings } from '../../config/settings.js'
import { claimOwnFolder } from '../../stores/files/claim-own-folder.js'
import { deleteDemoSecrets, readDemoSecrets, writeDemoSecrets } from '../../stores/files/demo-secrets.js'
import { hasErrorCode } from '../../stores/files/error-code.js'
import { sync } from '../../stores/files/sync.js'
import { closeAndThrow } from '../close-and-throw.js'
import { chooseDialects } from '../dialects.js'
import { openServices } from '../services.js'
import { prepareDataDir } from '../stores/data-dir.js'
import { createDemo, describeDemo } from './demo.js'

/** A demo that has not been printed yet. */
export interface PendingDemo {
  /** The text to print. @param url the address of the server */
  describe(url: string): string
  /** Marks it as printed. */
  markPrinted(): void
}

/**
 * Creates DATA_DIR with a demo user and a demo application, if the folder does not exist and a demo is wanted. It is created
 * under another name and then renamed, so that a start that fails or is killed leaves a complete folder or none.
 *
 * @throws SettingsError if the folder cannot be created
 */
export async function prepareFirstStart(settings: Settings): Promise<void> {
  const { DATA_DIR } = settings
  if (!wantsDemo(settings)) return
  const drafts = `${DATA_DIR}.new`
  // A start that was killed right after the renaming leaves the empty folder of its draft behind.
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

/** The demo of {@link prepareFirstStart} until it is printed; undefined if there is none. */
export function pendingDemo(settings: Settings): PendingDemo | undefined {
  const secrets = wantsDemo(settings) ? readDemoSecrets(settings.DATA_DIR) : undefined
  if (secrets === undefined) return undefined
  return {
    describe: (url) => describeDemo(secrets, url, chooseDialects(settings.DIALECTS)),
    markPrinted: () => deleteDemoSecrets(settings.DATA_DIR),
  }
}

async function fill(settings: Settings): Promise<void> {
  const services = await openServices(settings)
  const secrets = await createDemo(services).catch(closeAndThrow(services))
  await services.close()
  writeDemoSecrets(settings.DATA_DIR, secrets)
}

/** Ignores the errors of a concurrent start, which may have created the folder first. */
function unlessTaken(error: unknown): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].some((code) => hasErrorCode(error, code))) throw error
}

/** Whether the first start makes a demo: only on a loopback address, with the embedded database, outside production. */
function wantsDemo(settings: Settings): boolean {
  const loopback = settings.HOST === 'localhost' || settings.HOST === '::1' || settings.HOST.startsWith('127.')
  const forbidden = settings.DATABASE_URL !== undefined || process.env['NODE_ENV'] === 'production'
  return (settings.DEMO ?? true) && loopback && !forbidden
}
