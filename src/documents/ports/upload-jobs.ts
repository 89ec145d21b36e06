import type { Media, Position, Thumb } from './documents.js'

/** An upload whose file has to be looked at, held by one worker for a while. */
export interface UploadJob {
  readonly id: number
  /** Who holds it; whatever is done with the job counts only as long as this is so. */
  readonly holder: string
  /** How often it has been given out, this time included. */
  readonly attempt: number
  readonly fileKey: string
  readonly media: Media
  /** What the member said in place of the file's own orientation. */
  readonly orientation: number | undefined
}

/** What was found in a file, and made from it. */
export interface Processed {
  readonly width: number | undefined
  readonly height: number | undefined
  readonly rotation: number
  /** Counts only where the member did not say it. */
  readonly created: string | undefined
  /** Counts only where the member did not say it, or that there is none. */
  readonly position: Position | undefined
  readonly thumbs: readonly Thumb[]
}

/** The queue of uploads that wait for their worker. Times are Unix milliseconds. */
export interface UploadJobs {
  /**
   * Gives the oldest job that nobody holds, by one conditional update: of any number of workers one gets it. A job
   * whose holder let its time run out is given again.
   */
  claim(holder: string, now: number, until: number): Promise<UploadJob | undefined>
  /** Keeps everybody else from a job until then, and keeps its `attempt`; false where another worker has it by now. */
  postpone(job: UploadJob, until: number): Promise<boolean>
  /** Makes the document visible and its ticket done, in one step; false where another worker has the job by now. */
  finish(job: UploadJob, processed: Processed): Promise<boolean>
  /** Removes the document, leaves its files to the sweeper and makes the ticket invalid, in one step; false as above. */
  reject(job: UploadJob, now: number): Promise<boolean>
}
