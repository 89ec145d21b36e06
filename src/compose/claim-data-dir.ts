import { markInstallation } from '../stores/files/installation-id.js'
import { claimInstallation } from '../stores/sql/installation.js'
import type { Services } from './services.js'

/**
 * Marks DATA_DIR as the folder of the database, at the first start ever. Afterwards a folder without the mark is a
 * wrong one, most likely one that was not mounted, so it is left as it is and `/readyz` says so.
 */
export async function claimDataDir({ sql, settings }: Pick<Services, 'sql' | 'settings'>): Promise<void> {
  const { id, isNew } = await claimInstallation(sql)
  if (isNew) markInstallation(settings.DATA_DIR, id)
}
