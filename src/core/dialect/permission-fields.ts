import type { Pair } from '../pair.js'
import type { PermissionKinds } from '../permission-kinds.js'
import type { Permissions } from '../permissions.js'

/** The spelling of permissions in links and in requests for temporary credentials. */
export interface PermissionFields {
  /** The parameters that ask for levels of these kinds. */
  names(kinds: PermissionKinds): readonly string[]
  /**
   * Reads which levels of these kinds are asked for.
   *
   * @param fields by their names on the wire; those that ask for no permission are passed over
   * @throws ApiError 123 where one has a value that stands for no level
   */
  read(fields: ReadonlyMap<string, string>, kinds: PermissionKinds): Permissions
  /** The parameters that ask for these levels; nothing is asked for where the level is `none`. */
  write(permissions: Permissions): readonly Pair[]
}
