import type { Documents } from '../../src/documents/ports/documents.js'
import type { OrphanedFiles } from '../../src/documents/ports/orphaned-files.js'
import type { Tags } from '../../src/documents/ports/tags.js'
import type { UploadJobs } from '../../src/documents/ports/upload-jobs.js'
import type { Uploads } from '../../src/documents/ports/uploads.js'
import { createDocuments } from '../../src/stores/sql/documents/documents.js'
import { createOrphanedFiles } from '../../src/stores/sql/documents/orphaned-files.js'
import { createTags } from '../../src/stores/sql/documents/tags.js'
import { createUploadJobs } from '../../src/stores/sql/documents/upload-jobs.js'
import { createUploads } from '../../src/stores/sql/documents/uploads.js'
import type { Sql } from '../../src/stores/sql/engine/sql.js'

/** The adapters of all ports that documents are kept behind. */
export interface DocumentStores {
  readonly documents: Documents
  readonly tags: Tags
  readonly uploads: Uploads
  readonly jobs: UploadJobs
  readonly orphanedFiles: OrphanedFiles
}

/** Builds the adapters on one database. */
export function documentStores(sql: Sql): DocumentStores {
  return {
    documents: createDocuments(sql),
    tags: createTags(sql),
    uploads: createUploads(sql),
    jobs: createUploadJobs(sql),
    orphanedFiles: createOrphanedFiles(sql),
  }
}
