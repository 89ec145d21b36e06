import type { Processed, UploadJob, UploadJobs } from '../../../documents/ports/upload-jobs.js'
import type { Queries, Sql } from '../engine/sql.js'
import { removeDocument } from './document-rows.js'

/** The upload queue in SQL. */
export function createUploadJobs(sql: Sql): UploadJobs {
  return {
    async claim(holder, now, until) {
      const next = await sql.read
        .selectFrom('upload_jobs')
        .select('id')
        .where('state', '=', 'waiting')
        .where('held_until', '<=', now)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst()
      // A read is cheap, while every write waits for the disk.
      return next && sql.write((queries) => claimJob(queries, next.id, holder, now, until))
    },
    postpone: (job, until) =>
      sql.write(async (queries) => {
        const held = await heldJob(queries, job).set({ held_until: until, attempts: job.attempt }).executeTakeFirst()
        return held.numUpdatedRows > 0n
      }),
    finish: (job, processed) => sql.write((queries) => finishJob(queries, job, processed)),
    reject: (job, now) => sql.write((queries) => rejectJob(queries, job, now)),
  }
}

async function claimJob(
  queries: Queries,
  id: number,
  holder: string,
  now: number,
  until: number,
): Promise<UploadJob | undefined> {
  const job = await queries
    .updateTable('upload_jobs')
    .set(({ eb }) => ({ holder, held_until: until, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('held_until', '<=', now)
    .returning(['document_id', 'attempts'])
    .executeTakeFirst()
  if (job === undefined || job.document_id === null) return undefined
  const { file_key, media, orientation } = await queries
    .selectFrom('documents')
    .select(['file_key', 'media', 'orientation'])
    .where('id', '=', job.document_id)
    .executeTakeFirstOrThrow()
  return { id, holder, attempt: job.attempts, fileKey: file_key, media, orientation: orientation ?? undefined }
}

/** An update of a job, on condition that it is still waiting and leased to the same worker. */
function heldJob(queries: Queries, { id, holder }: UploadJob) {
  return queries
    .updateTable('upload_jobs')
    .where('id', '=', id)
    .where('holder', '=', holder)
    .where('state', '=', 'waiting')
}

async function finishJob(queries: Queries, job: UploadJob, processed: Processed): Promise<boolean> {
  const held = await heldJob(queries, job).set({ state: 'done' }).returning('document_id').executeTakeFirst()
  const id = held?.document_id
  if (id === undefined || id === null) return false
  const { width, height, rotation, created, position, thumbs } = processed
  await queries
    .updateTable('documents')
    .set(({ fn, ref, val }) => ({
      ready: 1,
      width: width ?? null,
      height: height ?? null,
      rotation,
      created: fn.coalesce(ref('created'), val(created ?? '0000-00-00 00:00:00')),
    }))
    .where('id', '=', id)
    .execute()
  if (position !== undefined) {
    const { lat, lng } = position
    const fromFile = queries.updateTable('documents').where('id', '=', id).where('position_from_file', '=', 1)
    await fromFile.set({ lat, lng }).execute()
  }
  const rows = thumbs.map((thumb) => ({ ...thumb, document_id: id }))
  if (rows.length > 0) await queries.insertInto('thumbs').values(rows).execute()
  return true
}

async function rejectJob(queries: Queries, job: UploadJob, now: number): Promise<boolean> {
  const document = await queries
    .selectFrom('upload_jobs')
    .innerJoin('documents', 'documents.id', 'upload_jobs.document_id')
    .select(['documents.id', 'documents.file_key'])
    .where('upload_jobs.id', '=', job.id)
    .executeTakeFirst()
  const held = await heldJob(queries, job).set({ state: 'invalid', document_id: null }).executeTakeFirst()
  if (document === undefined || held.numUpdatedRows === 0n) return false
  await removeDocument(queries, document.id, document.file_key, now)
  return true
}
