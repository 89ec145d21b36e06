import type { Writable } from 'node:stream'
import type { UploadedFile } from '../call.js'

/** A file that is on its way from a client to the disk. */
export interface SpooledUpload {
  /** Takes the bytes. It fails with ApiError 124 where the file, or all waiting files together, grow too large. */
  readonly sink: Writable
  /** How many bytes have come so far. */
  readonly bytes: number
  /**
   * Ends the sink and resolves when the file is complete.
   *
   * @param filename the name that the client gave
   * @throws whatever the sink failed with
   */
  finish(filename: string): Promise<UploadedFile>
  /** Ends it in any state and gives its space back; a file that has been moved away stays. May be called again. */
  discard(): Promise<void>
}

/** Where uploads wait on disk until their call is done. */
export interface UploadSpool {
  /**
   * Begins a file.
   *
   * @param address the network address that sends it
   * @throws ApiError 124 where that address already has too many unfinished ones
   */
  open(address: string): SpooledUpload
}
