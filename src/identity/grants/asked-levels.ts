import { malformed } from '../../core/api-error.js'
import type { Dialect } from '../../core/dialect.js'
import { grantable, type Kind, kinds, type Level, type Permissions } from '../../core/permissions.js'

/**
 * The levels that an application asks for, of the kinds that it names.
 *
 * @param fields by their names on the wire; those that are no wish for a permission are passed over
 * @throws ApiError 123 where a kind has no level of that word
 */
export function askedLevels(dialect: Dialect, fields: ReadonlyMap<string, string>): Partial<Permissions> {
  const asked: Partial<Record<Kind, Level>> = {}
  for (const kind of kinds) {
    const word = fields.get(dialect.permissionName(kind))
    if (word !== undefined) asked[kind] = levelNamed(dialect, kind, word)
  }
  return asked
}

function levelNamed(dialect: Dialect, kind: Kind, word: string): Level {
  const known = grantable(kind)
  const level = known.find((candidate) => dialect.levels[candidate] === word)
  if (level !== undefined) return level
  const words = known.map((candidate) => dialect.levels[candidate]).join(', ')
  throw malformed(`The parameter ${dialect.permissionName(kind)} takes one of ${words}`)
}
