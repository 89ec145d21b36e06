import { SettingsError } from '../config/settings.js'
import type { KindDeclarations } from '../core/declare-kinds.js'
import type { Dialect } from '../core/dialect.js'
import { describeCredentials } from '../dialects/ipernity/credentials.js'
import { faults } from '../dialects/ipernity/faults.js'
import { ipernity } from '../dialects/ipernity/index.js'
import { permissionKinds } from '../dialects/ipernity/permission-kinds.js'
import { native } from '../dialects/native/index.js'
import type { Catalogue } from '../methods/api/catalogue.js'

/** All dialects that there are. */
export const dialects: readonly Dialect[] = [native, ipernity]

export { native }

/** The dialect of the pages' login links. */
export const defaultDialect: Dialect = ipernity

/**
 * Chooses the dialects that are served.
 *
 * @param names the setting DIALECTS; all of them where it is not set
 * @throws SettingsError that names one that there is not
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

/** The dialect of faults where the address names none: that of the pages, unless it is not served. */
export function usualDialect(served: readonly Dialect[]): Dialect {
  return served.find((dialect) => dialect === defaultDialect) ?? served[0] ?? defaultDialect
}

/** The kinds of permissions that the dialects bring along. */
export const dialectKinds: KindDeclarations = permissionKinds

/** What the methods of the dialect that describe methods print beside each of them. */
export const documented: Pick<Catalogue, 'credentials' | 'faults'> = {
  credentials: describeCredentials,
  faults: Object.values(faults),
}
