import type { Media, Position, Thumb } from './documents.js'

/** An upload whose file has to be processed, leased to one worker. */
export interface UploadJob {
  readonly id: number
  /** The worker that holds the lease; its writes succeed only while it does. */
  readonly holder: string
  /** How often it has been claimed, this time included. */
  readonly attempt: number
  readonly fileKey: string
  readonly media: Media
  /** The member's value in place of the file's own orientation. */
  readonly orientation: number | undefined
}

/** The result of processing a file. */
export interface Processed {
  readonly width: number | undefined
  readonly height: number | undefined
  readonly rotation: number
  /** Used only where the member gave no date. */
  readonly created: string | undefined
  /** Used only where the member gave no position, and did not give that there is none. */
  readonly position: Position | undefined
  readonly thumbs: readonly Thumb[]
}

/** The queue of uploads to process. Times are Unix milliseconds, except that of {@link reject}. */
export interface UploadJobs {
  /**
   * Leases the oldest free job, by one conditional update: of any number of workers one gets it. A job whose lease has
   * expired is free.
   */
  claim(holder: string, now: number, until: number): Promise<UploadJob | undefined>
  /** Extends the lease of a job, and stores its `attempt`; false where another worker has claimed it. */
  postpone(job: UploadJob, until: number): Promise<boolean>
  /** Makes the document visible and its ticket done, atomically; false where another worker has claimed the job. */
  finish(job: UploadJob, processed: Processed): Promise<boolean>
  /**
   * Deletes the document, queues its files for deletion and makes the ticket invalid, atomically; false as above.
   *
   * @param now Unix seconds
   */
  reject(job: UploadJob, now: number): Promise<boolean>
}
