import type { NewTag, Tag, TagType } from '../../../documents/ports/tags.js'
import { rowId } from '../engine/row-values.js'
import type { Queries } from '../engine/sql.js'

/** A tag with its id, and its text where it is a word. */
export interface NumberedTag {
  readonly type: TagType
  readonly id: number
  readonly text: string
}

/** Reads the tags of a document in the order in which they were added. */
export async function readTags(queries: Queries, documentId: string): Promise<Tag[]> {
  const rows = await queries
    .selectFrom('document_tags as tag')
    .leftJoin('users', (join) => join.onRef('users.id', '=', 'tag.tag_id').on('tag.type', '=', 'member'))
    .select(['tag.type', 'tag.tag_id', 'tag.text', 'tag.user_id', 'tag.added_at', 'users.username'])
    .where('tag.document_id', '=', rowId(documentId))
    .orderBy('tag.id')
    .execute()
  return rows.map((row) => ({
    type: row.type,
    id: String(row.tag_id),
    text: row.username ?? row.text,
    userId: String(row.user_id),
    addedAt: row.added_at,
  }))
}

/** Finds or creates the ids of tags, which all documents share, and removes duplicates without regard to case. */
export async function numberTags(queries: Queries, tags: readonly NewTag[]): Promise<NumberedTag[]> {
  const words = tags.flatMap((tag) =>
    tag.type === 'member' ? [] : [{ type: tag.type, text: tag.text, folded: fold(tag.text) }],
  )
  const numbers = await numberWords(queries, words)
  const numbered = new Map<string, NumberedTag>()
  for (const tag of tags) {
    const text = tag.type === 'member' ? '' : tag.text
    const id = tag.type === 'member' ? rowId(tag.userId) : (numbers.get(`${tag.type} ${fold(text)}`) ?? 0)
    const key = `${tag.type} ${id}`
    if (!numbered.has(key)) numbered.set(key, { type: tag.type, id, text })
  }
  return [...numbered.values()]
}

interface Word {
  readonly type: Exclude<TagType, 'member'>
  readonly folded: string
}

async function numberWords(queries: Queries, words: readonly Word[]): Promise<Map<string, number>> {
  if (words.length === 0) return new Map()
  // In one order, so that units that insert the same new words do not deadlock.
  const values = words.map(({ type, folded }) => ({ type, folded })).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  await queries
    .insertInto('tag_words')
    .values(values)
    .onConflict((conflict) => conflict.columns(['type', 'folded']).doNothing())
    .execute()
  const folded = values.map((word) => word.folded)
  const rows = await queries.selectFrom('tag_words').selectAll().where('folded', 'in', folded).execute()
  return new Map(rows.map((row) => [keyOf(row), row.id]))
}

const keyOf = ({ type, folded }: Word): string => `${type} ${folded}`

/** The normalised form of a text: composed (NFC) and in lower case. */
function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/** Adds tags to a document that does not have them. */
export async function insertTags(
  queries: Queries,
  documentId: string,
  tags: readonly NumberedTag[],
  userId: string,
  now: number,
): Promise<void> {
  if (tags.length === 0) return
  const row = { document_id: rowId(documentId), user_id: rowId(userId), added_at: now }
  const rows = tags.map(({ type, id, text }) => ({ ...row, type, tag_id: id, text }))
  await queries.insertInto('document_tags').values(rows).execute()
}
