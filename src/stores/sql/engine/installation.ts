import { randomHex } from '../../../core/auth/hash.js'
import type { Sql } from './sql.js'

/**
 * The id of a database, which nodes compare with that of DATA_DIR to detect a folder of another database; undefined before
 * the first server has run on it.
 */
async function findInstallation(sql: Sql): Promise<string | undefined> {
  const row = await sql.read.selectFrom('installation').select('id').executeTakeFirst()
  return row?.id
}

/** Creates a function that reads the id of a database and caches it, since it never changes. */
export function createInstallationLookup(sql: Sql): () => Promise<string | undefined> {
  let id: string | undefined
  return async () => {
    id ??= await findInstallation(sql)
    return id
  }
}

/**
 * Reads the id of a database, or generates it where it has none; one process wins.
 *
 * @param prepare is called with a generated id before its transaction commits
 */
export function claimInstallation(sql: Sql, prepare: (id: string) => void): Promise<string> {
  return sql.write(async (queries) => {
    const generated = randomHex(16)
    await queries
      .insertInto('installation')
      .values({ one: 1, id: generated })
      .onConflict((conflict) => conflict.column('one').doNothing())
      .execute()
    const { id } = await queries.selectFrom('installation').select('id').executeTakeFirstOrThrow()
    if (id === generated) prepare(id)
    return id
  })
}
