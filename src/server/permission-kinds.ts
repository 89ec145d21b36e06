import { SettingsError } from '../config/settings.js'
import { declareKinds, type KindDeclarations } from '../core/declare-kinds.js'
import { createPermissionKinds, type PermissionKind, type PermissionKinds } from '../core/permission-kinds.js'
import { messageOf } from '../system/system-reason.js'
import { dialectKinds } from './dialects.js'

/**
 * All kinds of permissions of a gateway: those of the dialects, then the configured ones, then those of the embedding program.
 *
 * @throws SettingsError that names a wrong declaration, or a kind that is declared twice
 */
export function openPermissionKinds(
  configured: readonly PermissionKind[] = [],
  own: KindDeclarations = {},
): PermissionKinds {
  try {
    return createPermissionKinds([...declareKinds(dialectKinds), ...configured, ...declareKinds(own)])
  } catch (error) {
    throw new SettingsError(messageOf(error), { cause: error })
  }
}
