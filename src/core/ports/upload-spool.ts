import type { Writable } from 'node:stream'
import type { UploadedFile } from '../call.js'

/** An upload that is being written to disk. */
export interface SpooledUpload {
  /** Takes the bytes. Fails with ApiError 124 where the file or the whole spool grows too large. */
  readonly sink: Writable
  /** The number of bytes received so far. */
  readonly bytes: number
  /**
   * Ends the sink and resolves when the file is complete.
   *
   * @param filename the name that the client gave
   * @throws the error of the sink
   */
  finish(filename: string): Promise<UploadedFile>
  /** Deletes the file, in any state, unless it was moved away. Idempotent. */
  discard(): Promise<void>
}

/** Stores uploads on disk until their call has ended. */
export interface UploadSpool {
  /**
   * Opens a file.
   *
   * @param address the network address of the client
   * @param parameter the name of the file among the parameters, for faults; undefined where it has none
   * @throws ApiError 124 where that address has too many unfinished uploads
   */
  open(address: string, parameter?: string): SpooledUpload
}
