import { type Settings, SettingsError } from '../../config/settings.js'
import type { PermissionKind } from '../../core/permission-kinds.js'
import { readUpstreamKinds, readUpstreams } from '../../upstreams/config/read-upstreams.js'
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
  return UPSTREAMS === undefined ? empty : explained(() => readUpstreams(UPSTREAMS, { env: process.env }))
}

/**
 * Reads the kinds of permissions that the file of services declares. No secret need be there, unlike for {@link readUpstreamsFile}.
 *
 * @throws SettingsError with the place of what is wrong
 */
export function readDeclaredKinds({ UPSTREAMS }: Pick<Settings, 'UPSTREAMS'>): readonly PermissionKind[] {
  return UPSTREAMS === undefined ? [] : explained(() => readUpstreamKinds(UPSTREAMS))
}

function explained<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof UpstreamsError) throw new SettingsError(error.message, { cause: error })
    throw error
  }
}
