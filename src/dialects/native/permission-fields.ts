import type { PermissionFields } from '../../core/dialect/permission-fields.js'

/** No links ask for permissions here. */
export const permissionFields: PermissionFields = {
  names: () => [],
  read: () => ({}),
  write: () => [],
}
