import { markInstallation, prepareMark } from '../stores/files/installation-id.js'
import { claimInstallation } from '../stores/sql/engine/installation.js'
import type { Services } from './services.js'

/**
 * Marks DATA_DIR as the folder of the database, at the first start ever. Afterwards a folder without the mark is a
 * wrong one, most likely one that was not mounted, so it is left as it is and `/readyz` says so.
 *
 * The mark is prepared before the database keeps its id and put in its place afterwards, here or, after a crash, by the
 * next start.
 */
export async function claimDataDir({ sql, settings }: Pick<Services, 'sql' | 'settings'>): Promise<void> {
  const { DATA_DIR } = settings
  const id = await claimInstallation(sql, (chosen) => prepareMark(DATA_DIR, chosen))
  markInstallation(DATA_DIR, id)
}
