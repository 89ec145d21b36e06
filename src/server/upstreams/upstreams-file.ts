import { type Settings, SettingsError } from '../../config/settings.js'
import { readUpstreams } from '../../upstreams/config/read-upstreams.js'
import { UpstreamsError } from '../../upstreams/config/upstreams-error.js'
import type { UpstreamsFile } from '../../upstreams/config/upstreams-file.js'

/** The file of a gateway without services. */
const empty: UpstreamsFile = { services: [], permissions: [], warnings: [], secrets: [], files: [] }

/**
 * Reads the services behind the gateway, as the setting UPSTREAMS names them.
 *
 * @throws SettingsError with the place of what is wrong
 */
export function readUpstreamsFile({ UPSTREAMS }: Pick<Settings, 'UPSTREAMS'>): UpstreamsFile {
  if (UPSTREAMS === undefined) return empty
  try {
    return readUpstreams(UPSTREAMS, { env: process.env })
  } catch (error) {
    if (error instanceof UpstreamsError) throw new SettingsError(error.message, { cause: error })
    throw error
  }
}
