import { SettingsError } from '../config/settings.js'
import type { KindDeclarations } from '../core/declare-kinds.js'
import type { Dialect } from '../core/dialect.js'
import { ipernity } from '../dialects/ipernity/index.js'
import { permissionKinds } from '../dialects/ipernity/permission-kinds.js'
import { native } from '../dialects/native/index.js'

/** All dialects. */
export const dialects: readonly Dialect[] = [native, ipernity]

export { native }

/** The dialect of the pages' login links. */
export const defaultDialect: Dialect = ipernity

/**
 * Finds the dialects to serve.
 *
 * @param names the setting DIALECTS; all dialects if it is not set
 * @throws SettingsError that names an unknown dialect
 */
export function chooseDialects(names: readonly string[] | undefined): readonly Dialect[] {
  if (names === undefined) return dialects
  const known = dialects.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined || names.length === 0) {
    throw new SettingsError(`DIALECTS must be one or more of ${known.join(', ')}, not ${unknown ?? 'none'}`)
  }
  return dialects.filter(({ name }) => names.includes(name))
}

/** The dialect of faults outside every route: that of the pages if it is served, else the first one served. */
export function faultDialect(served: readonly Dialect[]): Dialect {
  return served.find((dialect) => dialect === defaultDialect) ?? served[0] ?? defaultDialect
}

/** The kinds of permissions that the dialects declare. */
export const dialectKinds: KindDeclarations = permissionKinds
