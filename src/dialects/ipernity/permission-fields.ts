import { malformed } from '../../core/api-error.js'
import type { PermissionFields } from '../../core/dialect/permission-fields.js'
import { grantable, type PermissionKind, parseLevel } from '../../core/permission-kinds.js'
import { heldLevels, type Level } from '../../core/permissions.js'

/** The parameter that requests a kind of permission, such as `perm_doc`; its value is a level. */
const nameOf = (kind: string): string => `perm_${kind}`

/** One parameter for each kind of permission (spec/ipernity-wire section 7). */
export const permissionFields: PermissionFields = {
  names: ({ all }) => all.map(({ name }) => nameOf(name)),
  read(fields, { all }) {
    const asked = all.flatMap((kind) => {
      const word = fields.get(nameOf(kind.name))
      return word === undefined ? [] : [[kind.name, levelNamed(kind, word)] as const]
    })
    return Object.fromEntries(asked)
  },
  write: (permissions) =>
    Object.entries(heldLevels(permissions)).map(([kind, level]) => [nameOf(kind), level] as const),
}

function levelNamed(kind: PermissionKind, word: string): Level {
  const level = parseLevel(kind, word)
  if (level !== undefined) return level
  throw malformed(`The parameter ${nameOf(kind.name)} takes one of ${grantable(kind).join(', ')}`)
}
