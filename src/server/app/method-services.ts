import { join } from 'node:path'
import { defaultUploadLimits, type UploadLimits } from '../../documents/ports/upload-limits.js'
import { createUploadWorker, type UploadWorker } from '../../documents/upload-worker.js'
import type { MethodServices } from '../../methods/index.js'
import { createFileStore } from '../../stores/files/file-store.js'
import { createDocuments } from '../../stores/sql/documents/documents.js'
import { createOrphanedFiles } from '../../stores/sql/documents/orphaned-files.js'
import { createTags } from '../../stores/sql/documents/tags.js'
import { createUploadJobs } from '../../stores/sql/documents/upload-jobs.js'
import { createUploads } from '../../stores/sql/documents/uploads.js'
import type { Log } from '../log/log.js'
import type { Services } from '../services.js'

/** The stores of documents, and the worker that processes uploads. */
export interface Library extends Pick<MethodServices, 'documents' | 'tags' | 'uploads' | 'fileStore'> {
  readonly worker: UploadWorker
}

/** Opens the stores of documents, and makes the upload worker. */
export function openLibrary({ settings, sql, clock }: Services, { logger }: Log): Library {
  const fileStore = createFileStore(join(settings.DATA_DIR, 'files'))
  const worker = createUploadWorker({
    jobs: createUploadJobs(sql),
    orphanedFiles: createOrphanedFiles(sql),
    fileStore,
    clock,
    report: (error) => logger.error({ err: error }, 'an upload was put off'),
  })
  return { documents: createDocuments(sql), tags: createTags(sql), uploads: createUploads(sql), fileStore, worker }
}

/** Makes the services of the built-in methods. */
export function methodServices(
  { tokens, users, clock, settings }: Services,
  library: Library,
  limits: Partial<UploadLimits> = {},
): MethodServices {
  const uploadLimits = { ...defaultUploadLimits, fileBytes: settings.UPLOAD_MAX, ...limits }
  return { ...library, tokens, users, clock, uploadLimits }
}
