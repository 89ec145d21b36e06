import type { Clock } from '../core/ports/clock.js'
import type { UserStore } from '../core/ports/user-store.js'
import type { Documents } from '../documents/ports/documents.js'
import type { Files } from '../documents/ports/files.js'
import type { Tags } from '../documents/ports/tags.js'
import type { UploadLimits } from '../documents/ports/upload-limits.js'
import type { Uploads } from '../documents/ports/uploads.js'
import type { Worker } from '../documents/ports/worker.js'

/** The services of the methods about documents and members. */
export interface DocumentServices {
  readonly documents: Documents
  readonly tags: Tags
  readonly uploads: Uploads
  readonly fileStore: Files
  readonly users: Pick<UserStore, 'find' | 'findByAlias'>
  readonly uploadLimits: UploadLimits
  readonly clock: Clock
  /** Processes uploads and deletes files in the background. */
  readonly worker: Worker
}
