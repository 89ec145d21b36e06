import { randomHex } from '../../../core/auth/hash.js'
import type { Sql } from './sql.js'

/** The id of a database, by which nodes notice a folder that belongs to another one; undefined before a server ever ran on it. */
async function findInstallation(sql: Sql): Promise<string | undefined> {
  const row = await sql.read.selectFrom('installation').select('id').executeTakeFirst()
  return row?.id
}

/** Makes the function that finds the id of a database, and asks no more once it has: it never changes. */
export function rememberInstallation(sql: Sql): () => Promise<string | undefined> {
  let id: string | undefined
  return async () => {
    id ??= await findInstallation(sql)
    return id
  }
}

/**
 * Gives the id of a database; the first process that asks chooses it.
 *
 * @param prepare is called with an id that was just chosen, before the database keeps it
 */
export function claimInstallation(sql: Sql, prepare: (id: string) => void): Promise<string> {
  return sql.write(async (queries) => {
    const chosen = randomHex(16)
    await queries
      .insertInto('installation')
      .values({ one: 1, id: chosen })
      .onConflict((conflict) => conflict.column('one').doNothing())
      .execute()
    const { id } = await queries.selectFrom('installation').select('id').executeTakeFirstOrThrow()
    if (id === chosen) prepare(id)
    return id
  })
}
