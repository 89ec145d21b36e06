import type { Selectable } from 'kysely'
import type { Actor, AuditAction } from '../../../core/ports/audit-log.js'
import { type Clock, seconds } from '../../../core/ports/clock.js'
import type { AccountState, NewUser, User, UserStore } from '../../../core/ports/user-store.js'
import { flag, rowId } from '../engine/row-values.js'
import type { Schema } from '../engine/schema.js'
import type { Queries, Sql } from '../engine/sql.js'
import { type AuditContext, recordAudit } from './audit-log.js'
import type { LookupCache } from './lookup-cache.js'

/** Stores users in SQL. It clears the look-up cache, since cached tokens include the state of their users. */
export function createUserStore(sql: Sql, cache: LookupCache, clock: Clock): UserStore {
  const auditContext = (by: Actor): AuditContext => ({ by, now: seconds(clock) })
  return {
    create: (user, by) =>
      sql.write(async (queries) => {
        const now = seconds(clock)
        const created = await insertUser(queries, user, now)
        if (created === undefined) return undefined
        const actor = by ?? (`user:${created.id}` as const)
        await recordUserAudit(queries, created.id, 'user.create', { by: actor, now }, { username: created.username })
        return created
      }),
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
    setPassword: (id, hash, by) => sql.write((queries) => updatePassword(queries, id, hash, auditContext(by))),
    setState: (id, state, by) =>
      cache.clearAfter(sql.write((queries) => updateState(queries, id, state, auditContext(by)))),
  }
}

function users(queries: Queries) {
  return queries.selectFrom('users').selectAll()
}

async function updatePassword(queries: Queries, id: string, hash: string, context: AuditContext): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('users')
    .set({ password_hash: hash })
    .where('id', '=', rowId(id))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await recordUserAudit(queries, id, 'user.set-password', context)
  return true
}

const stateActions: Readonly<Record<AccountState, AuditAction>> = {
  active: 'user.restore',
  suspended: 'user.suspend',
  closed: 'user.close',
}

async function updateState(queries: Queries, id: string, state: AccountState, context: AuditContext): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('users')
    .set({ state })
    .where('id', '=', rowId(id))
    .where('state', '<>', state)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) await recordUserAudit(queries, id, stateActions[state], context)
  return numUpdatedRows > 0n || (await users(queries).where('id', '=', rowId(id)).executeTakeFirst()) !== undefined
}

async function recordUserAudit(
  queries: Queries,
  id: string,
  action: AuditAction,
  { by, now }: AuditContext,
  detail: Readonly<Record<string, string>> = {},
): Promise<void> {
  await recordAudit(queries, { at: now, actor: by, action, target: `user:${id}`, detail })
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
