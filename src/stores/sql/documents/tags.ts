import type { Tag, TagOutcome, Tags, TagType, TagWrite } from '../../../documents/ports/tags.js'
import { rowId } from '../engine/row-values.js'
import type { Queries, Sql } from '../engine/sql.js'
import { lockDocument } from './document-rows.js'
import { insertTags, type NumberedTag, numberTags, readTags } from './tag-rows.js'

/** Stores the tags of documents in SQL. */
export function createTags(sql: Sql): Tags {
  return {
    of: (documentId) => readTags(sql.read, documentId),
    add: (write) => sql.write((queries) => putTags(queries, write, [])),
    replace: (types, write) => sql.write((queries) => putTags(queries, write, types)),
    remove: (documentId, types, id, now) =>
      sql.write(async (queries) => {
        const { numDeletedRows } = await queries
          .deleteFrom('document_tags')
          .where('document_id', '=', rowId(documentId))
          .where('type', 'in', types)
          .where('tag_id', '=', rowId(id))
          .executeTakeFirst()
        if (numDeletedRows === 0n) return false
        await touch(queries, documentId, now)
        return true
      }),
  }
}

/** Adds tags to a document after removing those of the replaced types that are not among them. */
async function putTags(
  queries: Queries,
  write: TagWrite,
  replaced: readonly TagType[],
): Promise<TagOutcome | undefined> {
  const { documentId, userId, limit, now } = write
  const locked = await lockDocument(queries, documentId)
  if (locked === undefined) return { added: [], tags: [] }
  const before = await readTags(queries, documentId)
  const wanted = await numberTags(queries, write.tags)
  const fresh = wanted.filter((tag) => !before.some((old) => isSame(old, tag)))
  const dropped = before.filter((old) => replaced.includes(old.type) && !wanted.some((tag) => isSame(old, tag)))
  if (fresh.length > 0 && before.length - dropped.length + fresh.length > limit) return undefined

  for (const { type, id } of dropped) {
    await queries
      .deleteFrom('document_tags')
      .where('document_id', '=', rowId(documentId))
      .where('type', '=', type)
      .where('tag_id', '=', rowId(id))
      .execute()
  }
  await insertTags(queries, documentId, fresh, userId, now)
  if (fresh.length + dropped.length > 0) await touch(queries, documentId, now)
  const tags = await readTags(queries, documentId)
  return { added: tags.filter((tag) => fresh.some((other) => isSame(tag, other))), tags }
}

function isSame(tag: Tag, other: NumberedTag): boolean {
  return tag.type === other.type && tag.id === String(other.id)
}

async function touch(queries: Queries, documentId: string, now: number): Promise<void> {
  await queries.updateTable('documents').set({ updated_at: now }).where('id', '=', rowId(documentId)).execute()
}
