import type { Selectable } from 'kysely'
import {
  type Circle,
  type Document,
  type DocumentChange,
  type DocumentSettings,
  type Share,
  type Thumb,
  thumbLabels,
} from '../../../documents/ports/documents.js'
import { rowId } from '../engine/row-values.js'
import type { Queries } from '../engine/sql.js'
import type { DocumentTable } from './document-tables.js'

/** Visible documents: processed, and owned by active users. */
export function visibleDocuments(queries: Queries) {
  return queries
    .selectFrom('documents')
    .innerJoin('users', 'users.id', 'documents.owner_id')
    .where('documents.ready', '=', 1)
    .where('users.state', '=', 'active')
}

/** Reads documents with their thumbnails and number of tags. */
export async function readDocuments(
  queries: Queries,
  select: (documents: ReturnType<typeof visibleDocuments>) => ReturnType<typeof visibleDocuments>,
): Promise<Document[]> {
  const rows = await select(visibleDocuments(queries))
    .selectAll('documents')
    .select(({ selectFrom }) =>
      selectFrom('document_tags')
        .whereRef('document_tags.document_id', '=', 'documents.id')
        .select(({ fn }) => fn.countAll<number>().as('tags'))
        .as('tags'),
    )
    .execute()
  const thumbs = await readThumbs(queries, rows)
  return rows.map((row) => documentOf(row, thumbs.get(row.id) ?? [], row.tags ?? 0))
}

async function readThumbs(queries: Queries, documents: readonly { id: number }[]): Promise<Map<number, Thumb[]>> {
  const found = new Map<number, Thumb[]>(documents.map(({ id }) => [id, []]))
  if (documents.length === 0) return found
  const rows = await queries
    .selectFrom('thumbs')
    .selectAll()
    .where('document_id', 'in', [...found.keys()])
    .execute()
  rows.sort((a, b) => thumbLabels.indexOf(a.label) - thumbLabels.indexOf(b.label))
  for (const { document_id, ...thumb } of rows) found.get(document_id)?.push(thumb)
  return found
}

function documentOf(row: Selectable<DocumentTable>, thumbs: readonly Thumb[], tags: number): Document {
  return {
    ...settingsOf(row),
    id: String(row.id),
    ownerId: String(row.owner_id),
    media: row.media,
    rotation: row.rotation,
    postedAt: row.posted_at,
    updatedAt: row.updated_at,
    created: row.created ?? '',
    fileKey: row.file_key,
    original: {
      md5: row.md5,
      bytes: row.bytes,
      filename: row.filename,
      ext: row.ext,
      width: row.width ?? undefined,
      height: row.height ?? undefined,
      secret: row.original_secret,
    },
    thumbs,
    thumbSecret: row.thumb_secret,
    tags,
  }
}

function settingsOf(row: Selectable<DocumentTable>): DocumentSettings {
  const { title, description, license, safety, lat, lng } = row
  return {
    title,
    description,
    license,
    safety,
    share: shares[row.share] ?? 0,
    mayComment: circles[row.may_comment] ?? 0,
    mayTag: circles[row.may_tag] ?? 0,
    mayTagThemselves: circles[row.may_tag_themselves] ?? 0,
    position: lat === null || lng === null ? undefined : { lat, lng },
  }
}

/** The valid numbers of a column; any other number counts as 0, the owner alone. */
const shares: readonly Share[] = [0, 1, 2, 3, 4]
const circles: readonly Circle[] = [0, 1, 2, 3, 4, 5]

/** The columns of a document's settings. */
export function settingColumns(settings: DocumentSettings) {
  const { title, description, license, safety, share, position } = settings
  return {
    title,
    description,
    license,
    safety,
    share,
    may_comment: settings.mayComment,
    may_tag: settings.mayTag,
    may_tag_themselves: settings.mayTagThemselves,
    lat: position?.lat ?? null,
    lng: position?.lng ?? null,
  }
}

/** The columns that a change sets, without the time; undefined where they stay as they are. */
export function changedColumns(change: DocumentChange) {
  const { title, description, license, safety, share, position, secrets } = change
  return {
    title,
    description,
    license,
    safety,
    share,
    may_comment: change.mayComment,
    may_tag: change.mayTag,
    may_tag_themselves: change.mayTagThemselves,
    ...('position' in change && { lat: position?.lat ?? null, lng: position?.lng ?? null }),
    original_secret: secrets?.original,
    thumb_secret: secrets?.thumb,
  }
}

/**
 * Locks a visible document for the rest of the unit.
 *
 * @returns the key of its files; undefined where there is no such document, or it has another owner
 */
export async function lockDocument(queries: Queries, id: string, ownerId?: string): Promise<string | undefined> {
  const row = await queries
    .updateTable('documents')
    .set(({ ref }) => ({ ready: ref('ready') }))
    .where('id', '=', rowId(id))
    .where('ready', '=', 1)
    .$if(ownerId !== undefined, (update) => update.where('owner_id', '=', rowId(ownerId ?? '')))
    .returning('file_key')
    .executeTakeFirst()
  return row?.file_key
}

/** Deletes a locked document with its tags, thumbnails and job, and queues its files for deletion. */
export async function removeDocument(queries: Queries, id: number, fileKey: string, now: number): Promise<void> {
  await queries.deleteFrom('document_tags').where('document_id', '=', id).execute()
  await queries.deleteFrom('thumbs').where('document_id', '=', id).execute()
  await queries.deleteFrom('upload_jobs').where('document_id', '=', id).execute()
  await queries.deleteFrom('documents').where('id', '=', id).execute()
  await queries.insertInto('left_files').values({ key: fileKey, due_at: now }).execute()
}
