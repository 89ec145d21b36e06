import type { Selectable } from 'kysely'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { AccountState, NewUser, User, UserStore } from '../../core/ports/user-store.js'
import type { LookupCache } from './lookup-cache.js'
import { flag, rowId } from './row-values.js'
import type { Schema } from './schema.js'
import type { Queries, Sql } from './sql.js'

/** Keeps members in SQL. Tokens are remembered together with the state of their users, hence the cache. */
export function createUserStore(sql: Sql, cache: LookupCache, clock: Clock): UserStore {
  return {
    create: (user) => sql.write((queries) => insertUser(queries, user, seconds(clock))),
    async find(id) {
      return userOf(await users(sql.read).where('id', '=', rowId(id)).executeTakeFirst())
    },
    async findByUsername(username) {
      const row = await users(sql.read).where('username_folded', '=', fold(username)).executeTakeFirst()
      return row && { ...userOfRow(row), passwordHash: row.password_hash }
    },
    async findByAlias(alias) {
      return userOf(await users(sql.read).where('alias', '=', alias).executeTakeFirst())
    },
    list: async () => (await users(sql.read).orderBy('id').execute()).map(userOfRow),
    setPassword: (id, passwordHash) => updateUser(sql, id, { password_hash: passwordHash }),
    setState: (id, state) => cache.dropAfter(updateUser(sql, id, { state })),
  }
}

function users(queries: Queries) {
  return queries.selectFrom('users').selectAll()
}

async function updateUser(sql: Sql, id: string, set: { password_hash: string } | { state: AccountState }) {
  const update = sql.write((queries) =>
    queries.updateTable('users').set(set).where('id', '=', rowId(id)).executeTakeFirst(),
  )
  return (await update).numUpdatedRows > 0n
}

/** Inserts a user under the first alias that is free; undefined where the name is taken. */
async function insertUser(queries: Queries, user: NewUser, now: number): Promise<User | undefined> {
  const folded = fold(user.username)
  for (let attempt = 1; ; attempt++) {
    const row = await queries
      .insertInto('users')
      .values({
        username: user.username,
        username_folded: folded,
        realname: user.realname,
        alias: attempt === 1 ? folded : `${folded}-${attempt}`,
        lg: user.lg,
        is_pro: flag(false),
        state: 'active',
        password_hash: user.passwordHash,
        created_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row !== undefined) return userOfRow(row)
    if ((await users(queries).where('username_folded', '=', folded).executeTakeFirst()) !== undefined) return undefined
  }
}

/** A name without regard to case. */
function fold(username: string): string {
  return username.toLowerCase()
}

type UserRow = Selectable<Schema['users']>

function userOf(row: UserRow | undefined): User | undefined {
  return row && userOfRow(row)
}

function userOfRow(row: UserRow): User {
  return {
    id: String(row.id),
    username: row.username,
    realname: row.realname,
    alias: row.alias,
    lg: row.lg,
    isPro: row.is_pro === 1,
    state: row.state,
    createdAt: row.created_at,
  }
}
