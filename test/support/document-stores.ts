import type { Documents } from '../../src/methods/ports/documents.js'
import type { LeftFiles } from '../../src/methods/ports/left-files.js'
import type { Tags } from '../../src/methods/ports/tags.js'
import type { UploadJobs } from '../../src/methods/ports/upload-jobs.js'
import type { Uploads } from '../../src/methods/ports/uploads.js'
import { createDocuments } from '../../src/stores/sql/documents.js'
import { createLeftFiles } from '../../src/stores/sql/left-files.js'
import type { Sql } from '../../src/stores/sql/sql.js'
import { createTags } from '../../src/stores/sql/tags.js'
import { createUploadJobs } from '../../src/stores/sql/upload-jobs.js'
import { createUploads } from '../../src/stores/sql/uploads.js'

/** The adapters of all ports that documents are kept behind. */
export interface DocumentStores {
  readonly documents: Documents
  readonly tags: Tags
  readonly uploads: Uploads
  readonly jobs: UploadJobs
  readonly leftFiles: LeftFiles
}

/** Builds the adapters on one database. */
export function documentStores(sql: Sql): DocumentStores {
  return {
    documents: createDocuments(sql),
    tags: createTags(sql),
    uploads: createUploads(sql),
    jobs: createUploadJobs(sql),
    leftFiles: createLeftFiles(sql),
  }
}
