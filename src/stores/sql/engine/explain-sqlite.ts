import { factsOf } from '../../network-reason.js'

/** SQLite errors and what to do, by the prefix of the code. */
const reasons: readonly (readonly [code: string, reason: string])[] = [
  ['SQLITE_NOTADB', 'is no SQLite database; name another file, or restore it from a backup'],
  ['SQLITE_CORRUPT', 'is damaged; restore it from a backup'],
  ['SQLITE_BUSY', 'is locked by another process; end that process, or try again'],
  ['SQLITE_LOCKED', 'is locked by another process; end that process, or try again'],
  ['SQLITE_READONLY', 'cannot be written; check its permissions and its file system'],
  ['SQLITE_FULL', 'cannot grow, since the disk is full; make room'],
  ['SQLITE_IOERR', 'cannot be read or written, since the disk fails; check it'],
  ['SQLITE_PROTOCOL', 'cannot be locked; put it on a local disk'],
  ['SQLITE_CANTOPEN', 'cannot be opened; check its folder and its permissions'],
]

/**
 * Explains what is wrong with a database file and what to do, as a phrase that follows its name.
 *
 * @param error what the driver threw
 * @returns undefined where the error is not about the file, such as that of an invalid query
 */
export function explainSqlite(error: unknown): string | undefined {
  const { code } = factsOf(error)
  return reasons.find(([prefix]) => code.startsWith(prefix))?.[1]
}
