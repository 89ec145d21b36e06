import { randomHex } from '../../core/auth/hash.js'
import type { Sql } from './sql.js'

/** What a database is known by, so that nodes notice a folder that belongs to another one. */
export interface Installation {
  readonly id: string
  /** Whether it was chosen just now, by this process. */
  readonly isNew: boolean
}

/** The id of a database; undefined before a server ever ran on it. */
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

/** Gives the id of a database; the first process that asks chooses it. */
export function claimInstallation(sql: Sql): Promise<Installation> {
  return sql.write(async (queries) => {
    const chosen = randomHex(16)
    await queries
      .insertInto('installation')
      .values({ one: 1, id: chosen })
      .onConflict((conflict) => conflict.column('one').doNothing())
      .execute()
    const { id } = await queries.selectFrom('installation').select('id').executeTakeFirstOrThrow()
    return { id, isNew: id === chosen }
  })
}
