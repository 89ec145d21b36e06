import type { AuditAction } from '../../../core/ports/audit-log.js'
import type { BlockListStore, ListOwner } from '../../../core/ports/block-list.js'
import { type Clock, seconds } from '../../../core/ports/clock.js'
import { rowId } from '../engine/row-values.js'
import type { Queries, Sql } from '../engine/sql.js'
import { type AuditContext, recordAudit } from './audit-log.js'

/** The most owners of one query, since databases limit the parameters of a statement. */
const maxOwners = 500

/** Stores block lists in SQL. */
export function createBlockListStore(sql: Sql, clock: Clock): BlockListStore {
  return {
    async blocksAny(owners, userId) {
      for (let start = 0; start < owners.length; start += maxOwners) {
        const some = owners.slice(start, start + maxOwners)
        if (await sql.lookUp((queries) => anyBlocks(queries, some, userId))) return true
      }
      return false
    },
    async list(owner) {
      const rows = await ofOwner(sql.read, owner)
        .innerJoin('users', 'users.id', 'block_lists.user_id')
        .select(['users.id', 'username', 'realname', 'block_lists.created_at'])
        .orderBy('username_folded')
        .execute()
      return rows.map(({ id, username, realname, created_at }) => ({
        id: String(id),
        username,
        realname,
        since: created_at,
      }))
    },
    add: (owner, userId, by) =>
      sql.write((queries) => insertMember(queries, owner, userId, { by, now: seconds(clock) })),
    remove: (owner, userId, by) =>
      sql.write((queries) => deleteMember(queries, owner, userId, { by, now: seconds(clock) })),
  }
}

function ofOwner(queries: Queries, { kind, id }: ListOwner) {
  return queries.selectFrom('block_lists').where('owner_kind', '=', kind).where('owner_id', '=', rowId(id))
}

async function anyBlocks(queries: Queries, owners: readonly ListOwner[], userId: string): Promise<boolean> {
  const idsOf = (kind: ListOwner['kind']) => owners.filter((owner) => owner.kind === kind).map(({ id }) => rowId(id))
  const kinds = (['member', 'group'] as const).filter((kind) => idsOf(kind).length > 0)
  const row = await queries
    .selectFrom('block_lists')
    .select('user_id')
    .where('user_id', '=', rowId(userId))
    .where((is) => is.or(kinds.map((kind) => is.and([is('owner_kind', '=', kind), is('owner_id', 'in', idsOf(kind))]))))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function insertMember(
  queries: Queries,
  owner: ListOwner,
  userId: string,
  context: AuditContext,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queries
    .insertInto('block_lists')
    .values({ owner_kind: owner.kind, owner_id: rowId(owner.id), user_id: rowId(userId), created_at: context.now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  const added = (numInsertedOrUpdatedRows ?? 0n) > 0n
  if (added) await recordBlockAudit(queries, 'block.add', owner, userId, context)
  return added
}

async function deleteMember(
  queries: Queries,
  owner: ListOwner,
  userId: string,
  context: AuditContext,
): Promise<boolean> {
  const { numDeletedRows } = await queries
    .deleteFrom('block_lists')
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', rowId(owner.id))
    .where('user_id', '=', rowId(userId))
    .executeTakeFirst()
  if (numDeletedRows > 0n) await recordBlockAudit(queries, 'block.remove', owner, userId, context)
  return numDeletedRows > 0n
}

async function recordBlockAudit(
  queries: Queries,
  action: AuditAction,
  { kind, id }: ListOwner,
  userId: string,
  { by, now }: AuditContext,
): Promise<void> {
  await recordAudit(queries, {
    at: now,
    actor: by,
    action,
    target: `user:${userId}`,
    detail: { list: `${kind}:${id}` },
  })
}
