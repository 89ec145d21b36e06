import type { Document, DocumentFilter, Documents } from '../../../documents/ports/documents.js'
import { rowId } from '../engine/row-values.js'
import type { Queries, Sql } from '../engine/sql.js'
import { changedColumns, lockDocument, readDocuments, removeDocument, visibleDocuments } from './document-rows.js'

/** Stores documents in SQL. */
export function createDocuments(sql: Sql): Documents {
  return {
    find: (id) => findDocument(sql.read, id),
    async list(filter, { page, perPage }) {
      const total = await count(sql.read, filter)
      const documents = await readDocuments(sql.read, (select) =>
        applyFilter(filter, select)
          .orderBy('documents.posted_at', 'desc')
          .orderBy('documents.id', 'desc')
          .limit(perPage)
          .offset((page - 1) * perPage),
      )
      return { total, documents }
    },
    count: (filter) => count(sql.read, filter),
    findByMd5: (ownerId, sums) => findByMd5(sql.read, ownerId, sums),
    change: (before, change, now) =>
      sql.write(async (queries) => {
        const { numUpdatedRows } = await queries
          .updateTable('documents')
          .set({ ...changedColumns(change), updated_at: now })
          .where('id', '=', rowId(before.id))
          .where('share', '=', before.share)
          .executeTakeFirst()
        return numUpdatedRows > 0n ? findDocument(queries, before.id) : undefined
      }),
    delete: (id, ownerId, now) =>
      sql.write(async (queries) => {
        const fileKey = await lockDocument(queries, id, ownerId)
        if (fileKey === undefined) return false
        await removeDocument(queries, rowId(id), fileKey, now)
        return true
      }),
  }
}

async function findDocument(queries: Queries, id: string): Promise<Document | undefined> {
  const [document] = await readDocuments(queries, (select) => select.where('documents.id', '=', rowId(id)))
  return document
}

/** Applies a filter to a selection. */
function applyFilter(filter: DocumentFilter, select: ReturnType<typeof visibleDocuments>) {
  const { ownerId, shares, media, safety } = filter
  // No row has -1: `in ()` with an empty list is invalid SQL, and must match nothing.
  return select
    .where('documents.owner_id', '=', rowId(ownerId))
    .where('documents.share', 'in', [-1, ...shares])
    .$if(media !== undefined && media.length > 0, (some) => some.where('documents.media', 'in', media ?? []))
    .$if(safety !== undefined, (some) => some.where('documents.safety', '<=', safety ?? 0))
}

async function count(queries: Queries, filter: DocumentFilter): Promise<number> {
  const { total } = await applyFilter(filter, visibleDocuments(queries))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return total
}

async function findByMd5(queries: Queries, ownerId: string, sums: readonly string[]) {
  if (sums.length === 0) return []
  const rows = await visibleDocuments(queries)
    .select(['documents.id', 'documents.md5'])
    .where('documents.owner_id', '=', rowId(ownerId))
    .where('documents.md5', 'in', sums)
    .orderBy('documents.id')
    .execute()
  return rows.map(({ id, md5 }) => ({ id: String(id), md5 }))
}
