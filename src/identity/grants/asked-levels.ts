import { malformed } from '../../core/api-error.js'
import type { Dialect } from '../../core/dialect.js'
import { grantable, type PermissionKind, type PermissionKinds } from '../../core/permission-kinds.js'
import type { Level, Permissions } from '../../core/permissions.js'

/**
 * The levels that an application asks for, of the kinds that it names.
 *
 * @param fields by their names on the wire; those that are no wish for a permission are passed over
 * @throws ApiError 123 where a kind has no level of that word
 */
export function askedLevels(
  dialect: Dialect,
  kinds: PermissionKinds,
  fields: ReadonlyMap<string, string>,
): Permissions {
  const asked = kinds.all.flatMap((kind) => {
    const word = fields.get(dialect.permissionName(kind.name))
    return word === undefined ? [] : [[kind.name, levelNamed(dialect, kind, word)] as const]
  })
  return Object.fromEntries(asked)
}

/** How login links name the wishes for permissions. */
export function permissionNames(dialect: Dialect, { all }: PermissionKinds): readonly string[] {
  return all.map(({ name }) => dialect.permissionName(name))
}

function levelNamed(dialect: Dialect, kind: PermissionKind, word: string): Level {
  const known = grantable(kind)
  const level = known.find((candidate) => dialect.levels[candidate] === word)
  if (level !== undefined) return level
  const words = known.map((candidate) => dialect.levels[candidate]).join(', ')
  throw malformed(`The parameter ${dialect.permissionName(kind.name)} takes one of ${words}`)
}
