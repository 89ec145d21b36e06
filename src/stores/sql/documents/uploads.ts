import { constantTimeEqual } from '../../../core/auth/constant-time-equal.js'
import type { NewUpload, Ticket, Uploads } from '../../../documents/ports/uploads.js'
import { flag, rowId } from '../engine/row-values.js'
import type { Queries, Sql } from '../engine/sql.js'
import { lockUser } from '../identity/consent-queries.js'
import { settingColumns } from './document-rows.js'
import { insertTags, numberTags } from './tag-rows.js'

/** Stores new uploads in SQL. */
export function createUploads(sql: Sql): Uploads {
  return {
    reserve: (key, until) =>
      sql.write(async (queries) => {
        await queries.insertInto('left_files').values({ key, due_at: until }).execute()
      }),
    add: (upload, allowance) => sql.write((queries) => addUpload(queries, upload, allowance)),
    tickets: (ownerId, tickets) => findTickets(sql.read, ownerId, tickets),
    usedBytes: (ownerId) => usedBytes(sql.read, ownerId),
  }
}

async function usedBytes(queries: Queries, ownerId: string): Promise<number> {
  const { used } = await queries
    .selectFrom('documents')
    .select(({ fn }) => fn.sum<number | null>('bytes').as('used'))
    .where('owner_id', '=', rowId(ownerId))
    .executeTakeFirstOrThrow()
  return used ?? 0
}

async function addUpload(queries: Queries, upload: NewUpload, allowance: number): Promise<string | undefined> {
  const { ownerId, fileKey, tags, ticketSecret, now } = upload
  // Serialises a user's uploads on PostgreSQL; otherwise concurrent ones would not count each other's bytes.
  await lockUser(queries, rowId(ownerId))
  if ((await usedBytes(queries, ownerId)) + upload.original.bytes > allowance) return undefined
  const { numDeletedRows } = await queries.deleteFrom('left_files').where('key', '=', fileKey).executeTakeFirst()
  if (numDeletedRows === 0n) throw new Error('the files of an upload were swept before it was complete')
  const document = await queries
    .insertInto('documents')
    .values(documentRow(upload))
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertTags(queries, String(document.id), await numberTags(queries, tags), ownerId, now)
  const job = await queries
    .insertInto('upload_jobs')
    .values({
      secret: ticketSecret,
      owner_id: rowId(ownerId),
      document_id: document.id,
      state: 'waiting',
      holder: null,
      attempts: 0,
      held_until: 0,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return `${job.id}-${ticketSecret}`
}

function documentRow(upload: NewUpload) {
  const { settings, original, now } = upload
  return {
    ...settingColumns(settings),
    owner_id: rowId(upload.ownerId),
    ready: flag(false),
    media: upload.media,
    position_from_file: flag(upload.positionFromFile),
    orientation: upload.orientation ?? null,
    rotation: 0,
    posted_at: now,
    updated_at: now,
    created: upload.created ?? null,
    file_key: upload.fileKey,
    md5: original.md5,
    bytes: original.bytes,
    filename: original.filename,
    ext: original.ext,
    width: null,
    height: null,
    original_secret: original.secret,
    thumb_secret: upload.thumbSecret,
  }
}

async function findTickets(queries: Queries, ownerId: string, tickets: readonly string[]): Promise<Ticket[]> {
  const ids = tickets.map((ticket) => rowId(/^(\d{1,15})-/.exec(ticket)?.[1] ?? ''))
  if (ids.length === 0) return []
  const rows = await queries
    .selectFrom('upload_jobs as job')
    .select(['job.id', 'job.secret', 'job.state', 'job.document_id'])
    .select(({ selectFrom }) =>
      selectFrom('upload_jobs as other')
        .where('other.state', '=', 'waiting')
        .whereRef('other.id', '<=', 'job.id')
        .select(({ fn }) => fn.countAll<number>().as('queued'))
        .as('queued'),
    )
    .where('job.owner_id', '=', rowId(ownerId))
    .where('job.id', 'in', ids)
    .execute()
  return rows
    .map(({ id, secret, state, document_id, queued }) => ({
      ticket: `${id}-${secret}`,
      state,
      documentId: state === 'done' && document_id !== null ? String(document_id) : undefined,
      queued: state === 'waiting' ? (queued ?? 1) : 0,
    }))
    .filter((found) => tickets.some((ticket) => constantTimeEqual(ticket, found.ticket)))
}
