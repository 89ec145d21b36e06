import type { Clock } from '../core/ports/clock.js'
import type { UserStore } from '../core/ports/user-store.js'
import type { Documents } from './ports/documents.js'
import type { Files } from './ports/files.js'
import type { Tags } from './ports/tags.js'
import type { UploadLimits } from './ports/upload-limits.js'
import type { Uploads } from './ports/uploads.js'

/** What the methods about documents and members work with. */
export interface DocumentServices {
  readonly documents: Documents
  readonly tags: Tags
  readonly uploads: Uploads
  readonly fileStore: Files
  readonly users: Pick<UserStore, 'find' | 'findByAlias'>
  readonly uploadLimits: UploadLimits
  readonly clock: Clock
  /** Looks after uploads and removed files in the background. */
  readonly worker: Worker
}

/** Something that works in the background. */
export interface Worker {
  /** Says that there may be something to do. */
  wake(): void
}
