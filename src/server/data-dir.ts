import { mkdtempSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { SettingsError } from '../config/settings.js'
import { folderReason, makeFolder } from '../system/make-folder.js'

/**
 * Makes DATA_DIR where it is not there, for its owner alone, and makes sure that it can be written.
 *
 * @param dir the setting, which messages name
 * @param folder another folder that stands for it
 * @throws SettingsError where it is a file, or cannot be made or written
 */
export function prepareDataDir(dir: string, folder = dir): void {
  try {
    makeFolder(folder)
    // A folder is tried, since root is permitted to write where some file systems take nothing.
    rmdirSync(mkdtempSync(join(folder, 'probe-')))
  } catch (error) {
    throw new SettingsError(`DATA_DIR ${dir} cannot be written: ${folderReason(error)}`, { cause: error })
  }
}
