import { mkdtempSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { SettingsError } from '../../config/settings.js'
import { markInstallation, prepareMark } from '../../stores/files/installation-id.js'
import { claimInstallation } from '../../stores/sql/engine/installation.js'
import type { Sql } from '../../stores/sql/engine/sql.js'
import { folderReason, makeFolder } from '../../system/make-folder.js'

/**
 * Creates DATA_DIR if it is missing, accessible to its owner alone, and checks that it can be written.
 *
 * @param dir the setting, for error messages
 * @param folder a folder to use in its place
 * @throws SettingsError if it is a file, or cannot be created or written
 */
export function prepareDataDir(dir: string, folder = dir): void {
  try {
    makeFolder(folder)
    // Creating a folder is the check: root passes permission checks also on file systems that refuse writes.
    rmdirSync(mkdtempSync(join(folder, 'probe-')))
  } catch (error) {
    throw new SettingsError(`DATA_DIR ${dir} cannot be written: ${folderReason(error)}`, { cause: error })
  }
}

/**
 * Marks DATA_DIR as the folder of the database, when the database is new. Later a folder without the mark is a wrong one,
 * such as a mount point without its volume: it is left unchanged and `/readyz` reports it.
 *
 * The mark is prepared before the database stores the id and renamed into place afterwards, by this start or, after a crash,
 * by the next one.
 */
export async function claimDataDir(sql: Sql, dir: string): Promise<void> {
  const id = await claimInstallation(sql, (chosen) => prepareMark(dir, chosen))
  markInstallation(dir, id)
}
