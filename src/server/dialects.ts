import type { KindDeclarations } from '../core/declare-kinds.js'
import type { Dialect } from '../core/dialect.js'
import { describeCredentials } from '../dialects/ipernity/credentials.js'
import { faults } from '../dialects/ipernity/faults.js'
import { ipernity } from '../dialects/ipernity/index.js'
import { permissionKinds } from '../dialects/ipernity/permission-kinds.js'
import { native } from '../dialects/native/index.js'
import type { Catalogue } from '../methods/api/catalogue.js'

/** The dialects that are served. */
export const dialects: readonly Dialect[] = [native, ipernity]

/** The dialect of the pages' login links, and of faults where the address names no dialect. */
export const defaultDialect: Dialect = ipernity

/** The kinds of permissions that the dialects bring along. */
export const dialectKinds: KindDeclarations = permissionKinds

/** What the methods of the dialect that describe methods print beside each of them. */
export const documented: Pick<Catalogue, 'credentials' | 'faults'> = {
  credentials: describeCredentials,
  faults: Object.values(faults),
}
